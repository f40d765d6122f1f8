package io.github.canarywave.brokers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Path;

/** What a prepared broker wants to be shown by the server. */
record Access(Peer.Who subscriber, Peer.Who publisher) {
    static Access read(Path file) throws IOException {
        JsonNode access = new YAMLMapper().readTree(file.toFile());
        return new Access(who(access.path("subscriber")), who(access.path("publisher")));
    }

    private static Peer.Who who(JsonNode user) {
        return Peer.Who.of(user.path("user").asText(), user.path("password").asText());
    }
}

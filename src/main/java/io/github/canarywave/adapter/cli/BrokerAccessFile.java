package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.github.canarywave.adapter.cli.BrokerAccess.User;
import io.github.canarywave.wire.OwnIds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The file that holds what the server shows to a broker that runs elsewhere. */
final class BrokerAccessFile {
    static final String NAME = "broker-access.yaml";

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.complementOf(EnumSet.copyOf(PosixFilePermissions.fromString("rwx------")));

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    private BrokerAccessFile(Path file) {
        this.file = file;
    }

    /** The text of such a file. */
    static String text(BrokerAccess access) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        access.ca().ifPresent(ca -> node.put("ca", ca.toString()));
        user(node.putObject("subscriber"), access.subscriber());
        user(node.putObject("publisher"), access.publisher());
        node.putObject("probes")
                .put(OwnIds.PROBE_A.value(), access.probeA())
                .put(OwnIds.PROBE_B.value(), access.probeB());
        try {
            return new YAMLMapper().writeValueAsString(node);
        } catch (JacksonException e) {
            throw new IllegalStateException("a few texts can be written as YAML", e);
        }
    }

    private static void user(ObjectNode node, User user) {
        node.put("user", user.name()).put("password", user.password());
    }

    /** Reads it; a failure names every problem. */
    static BrokerAccess read(Path file) {
        return new BrokerAccessFile(file).read();
    }

    private BrokerAccess read() {
        JsonNode node = tree();
        String ca = node.path("ca").asText("").strip();
        BrokerAccess access =
                new BrokerAccess(
                        ca.isEmpty() ? Optional.empty() : Optional.of(file.resolveSibling(ca)),
                        user(node, "subscriber"),
                        user(node, "publisher"),
                        word(node.path("probes"), "probes.", OwnIds.PROBE_A.value()),
                        word(node.path("probes"), "probes.", OwnIds.PROBE_B.value()));
        if (access.subscriber().name().equals(access.publisher().name()))
            problems.add(
                    "subscriber.user and publisher.user must differ: the user name is the client"
                            + " id, and of two clients with one id a broker keeps one");
        access.ca()
                .filter(path -> !Files.isRegularFile(path))
                .ifPresent(path -> problems.add("ca: " + path + " is no file"));
        if (!problems.isEmpty())
            throw new Failure(Exit.USAGE, file + ": " + String.join("\n" + file + ": ", problems));
        return access;
    }

    private JsonNode tree() {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(OTHERS::contains))
                throw new Failure(
                        Exit.USAGE,
                        file
                                + " holds passwords and may be used by others: mode "
                                + PosixFilePermissions.toString(mode)
                                + ", the rule is rw------- (0600). Run chmod 600 on it, and change"
                                + " the passwords if somebody can have read it.");
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new Failure(
                    Exit.USAGE,
                    file
                            + " is not readable YAML: it should be as "
                            + "canarywave broker prepare writes it");
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE,
                    "cannot read "
                            + file
                            + ": "
                            + e
                            + ". canarywave broker prepare writes such a file.");
        }
    }

    private User user(JsonNode node, String role) {
        String name = word(node.path(role), role + ".", "user");
        if (!name.isEmpty() && (!OwnIds.isOwn(name) || OwnIds.isProbe(name)))
            problems.add(
                    role
                            + ".user must begin with "
                            + OwnIds.PREFIX
                            + ", which no device can have, got \""
                            + Words.harmless(name)
                            + "\"");
        return new User(name, word(node.path(role), role + ".", "password"));
    }

    private String word(JsonNode node, String place, String name) {
        String value = node.path(name).asText("");
        if (value.isBlank()) problems.add(place + name + " is missing");
        return value;
    }
}

package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;

import java.util.Optional;

/** Registers devices at a server, for programs that run simulated ones. */
public final class DeviceRegistration {
    private final OperatorClient client;
    private final Model model;

    public DeviceRegistration(ServerAddress server, Model model) {
        this.client = new OperatorClient(server);
        this.model = model;
    }

    /** The token of a new device; empty when the id is taken. */
    public Optional<String> register(DeviceId device) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", device.value()).put("model", model.value());
        try {
            return Optional.of(client.post("/api/v1/devices", body).text("token"));
        } catch (Failure failure) {
            if (failure.exit() == Exit.CONFLICT) return Optional.empty();
            throw failure;
        }
    }
}

package io.github.canarywave.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.domain.campaign.Conditions;
import io.github.canarywave.domain.campaign.Span;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.WithdrawContent;

import java.nio.charset.StandardCharsets;

/**
 * Writes the payloads of {@code {p}/{id}/command}. The same content gives the same bytes, for a
 * repeat must be equal to the first. Safe from any thread.
 */
public final class CommandCodec {
    /**
     * The whole PUBLISH packet. esp-mqtt has a buffer of 1 024 bytes; the rest is left to
     * properties that a broker may add.
     */
    public static final int MAX_PUBLISH_BYTES = 1_000;

    private static final JsonMapper JSON = new JsonMapper();

    private CommandCodec() {}

    /** The JSON object of a command, fields in the order of the protocol page. */
    public static byte[] json(CommandContent command) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", command.id().value())
                .put("device", command.device().value())
                .put("attempt", command.attempt())
                .put("epoch", command.epoch())
                .put("counter", command.counter())
                .put("not_before", command.notBefore().getEpochSecond())
                .put("expires", command.expires().getEpochSecond());
        json.set("artifact", artifact(command.artifact()));
        json.put("url", command.url());
        command.probation().ifPresent(p -> json.put("probation_s", p.toSeconds()));
        conditions(json, command);
        return bytes(json);
    }

    private static void conditions(ObjectNode json, CommandContent command) {
        if (!command.windows().isEmpty()) {
            ArrayNode windows = json.putArray("windows");
            for (Span span : command.windows())
                windows.addArray()
                        // Rounded into the window: half a second outside of it is outside.
                        .add(Math.ceilDiv(span.from().toEpochMilli(), 1_000L))
                        .add(span.to().getEpochSecond());
        }
        switch (command.mode()) {
            case ASAP -> {} // What a device does without being told.
            case WHEN_IDLE -> json.put("mode", "when-idle");
            case USER_CONFIRM -> json.put("mode", "user-confirm");
        }
        Conditions conditions = command.conditions();
        conditions.batteryPercent().ifPresent(percent -> json.put("battery_min", percent));
        conditions.rssiDbm().ifPresent(dbm -> json.put("rssi_min", dbm));
        if (conditions.externalPower()) json.put("power", "external");
    }

    private static ObjectNode artifact(ArtifactContent artifact) {
        return JSON.createObjectNode()
                .put("model", artifact.model().value())
                .put("version", artifact.version().value())
                .put("security_version", artifact.securityVersion())
                .put("size", artifact.size())
                .put("sha256", artifact.sha256().base64Url())
                .put("key", artifact.key())
                .put("signature", artifact.signature());
    }

    /** The JSON object that takes a command back. */
    public static byte[] json(WithdrawContent withdrawal) {
        return bytes(
                JSON.createObjectNode()
                        .put("id", withdrawal.id().value())
                        .put("device", withdrawal.device().value())
                        .put("withdraw", true)
                        .put("epoch", withdrawal.epoch())
                        .put("counter", withdrawal.counter())
                        .put("expires", withdrawal.expires().getEpochSecond()));
    }

    /**
     * The payload that a device gets: JSON, LF, detached JWS.
     *
     * @param jws {@code header..signature} over exactly these bytes of JSON
     */
    public static byte[] packet(byte[] json, String jws) {
        byte[] signature = ("\n" + jws).getBytes(StandardCharsets.US_ASCII);
        byte[] packet = new byte[json.length + signature.length];
        System.arraycopy(json, 0, packet, 0, json.length);
        System.arraycopy(signature, 0, packet, json.length, signature.length);
        return packet;
    }

    /**
     * Bytes of the whole MQTT 5 PUBLISH packet with QoS 1 and a message expiry (MQTT 5.0, 3.3); in
     * MQTT 3.1.1 it is shorter by the properties.
     */
    public static int publishPacketBytes(String topic, byte[] payload) {
        int topicBytes = 2 + topic.getBytes(StandardCharsets.UTF_8).length;
        int packetIdBytes = 2;
        int expiryBytes = 1 + 4; // Identifier 0x02 and a four-byte integer.
        int propertyBytes = lengthBytes(expiryBytes) + expiryBytes;
        int remaining = topicBytes + packetIdBytes + propertyBytes + payload.length;
        return 1 + lengthBytes(remaining) + remaining;
    }

    /** Bytes of a variable byte integer, 7 bits each (MQTT 5.0, 1.5.5). */
    private static int lengthBytes(int value) {
        int bytes = 1;
        for (int rest = value >> 7; rest > 0; rest >>= 7) bytes++;
        return bytes;
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can be written", e);
        }
    }
}

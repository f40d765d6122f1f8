package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Payloads that a device publishes (protocol page, sections 7 to 9). Pure. */
final class Messages {
    /** As the detail stands between the quotes. */
    private static final int DETAIL_BYTES_MAX = 48;

    private Messages() {}

    static String online(boolean online, Memory memory) {
        return Incoming.JSON
                .createObjectNode()
                .put("online", online)
                .put("session", memory.session)
                .put("connect", memory.connect)
                .toString();
    }

    static String birth(Profile profile, Memory memory) {
        ObjectNode json = Incoming.JSON.createObjectNode();
        json.put("protocol", 1).put("model", profile.model());
        json.put("version", memory.running.version());
        json.put("security_version", memory.securityVersion);
        json.put("image", memory.running.image()).put("slot", memory.inSlotB ? "b" : "a");
        json.put("boot", memory.boot).put("boot_reason", memory.bootReason);
        json.put("session", memory.session).put("connect", memory.connect);
        json.put("epoch", memory.epoch).put("counter", memory.counter);
        if (!memory.last.none()) {
            ObjectNode command = json.putObject("command");
            command.put("id", memory.last.id()).put("state", memory.last.state().word);
            if (memory.last.code() != Code.NONE) command.put("code", memory.last.code().word());
        }
        profile.anchors().forEach(json.withArray("anchors")::add);
        profile.can().forEach(json.putArray("can")::add);
        if (!profile.labels().isEmpty()) {
            ObjectNode labels = json.putObject("labels");
            profile.labels().forEach(labels::put);
        }
        return json.toString();
    }

    static String progress(Memory memory, String command, WireState state, long imageBytes) {
        ObjectNode json = Incoming.JSON.createObjectNode();
        json.put("session", memory.session).put("id", command).put("state", state.word);
        if (state == WireState.DOWNLOADING) json.put("bytes", imageBytes);
        return json.toString();
    }

    static String result(
            Memory memory, int seq, String command, WireState state, Code code, String detail) {
        ObjectNode json = Incoming.JSON.createObjectNode();
        json.put("session", memory.session).put("seq", seq);
        json.put("id", command).put("state", state.word);
        if (code != Code.NONE) json.put("code", code.word());
        if (!detail.isEmpty()) json.put("detail", detail(detail));
        return json.toString();
    }

    /** Printable ASCII without quotes and backslashes is encoded as itself: one byte each. */
    private static String detail(String text) {
        String plain = text.replaceAll("[^ !#-\\[\\]-~]", "?");
        return plain.substring(0, Math.min(plain.length(), DETAIL_BYTES_MAX));
    }

    /** Size of a PUBLISH with QoS 1 in MQTT 5: header, topic, packet id, no property, payload. */
    static int packetBytes(String topic, String payload) {
        int remaining = 2 + topic.getBytes(UTF_8).length + 2 + 1 + payload.getBytes(UTF_8).length;
        return 1 + (remaining < 128 ? 1 : 2) + remaining;
    }
}

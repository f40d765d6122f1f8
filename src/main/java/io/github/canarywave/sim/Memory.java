package io.github.canarywave.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a device keeps in flash; written as one line of JSON. Confined to its device. */
final class Memory {
    /** At most so many results are held (protocol page, section 8). */
    static final int HELD_MAX = 4;

    /** A firmware as the device knows it; the image is base64url of a SHA-256. */
    record Firmware(String version, String image) {}

    /** A report that waits for its ack, with the bytes it was first sent with. */
    record Held(String session, int seq, String command, WireState state, String payload) {
        String key() {
            return session + '/' + seq;
        }
    }

    /** The last command and how far it came. */
    record Last(
            String id,
            WireState state,
            Code code,
            String detail,
            String url,
            String version,
            int securityVersion,
            long size,
            String sha256,
            int probationSeconds,
            List<Incoming.Window> windows) {
        static final Last NONE =
                new Last("", WireState.CONFIRMED, Code.NONE, "", "", "", 0, 0, "", 0, List.of());

        /** There was no command yet. */
        boolean none() {
            return id.isEmpty();
        }

        static Last of(Incoming.Update update) {
            Incoming.Artifact artifact = update.artifact();
            return new Last(
                    update.id(),
                    WireState.ACCEPTED,
                    Code.NONE,
                    "",
                    update.url(),
                    artifact.version(),
                    artifact.securityVersion(),
                    artifact.size(),
                    artifact.sha256(),
                    update.probationSeconds(),
                    update.wishes().windows());
        }

        /** Whether it may begin at this time, in Unix seconds. */
        boolean open(long seconds) {
            return windows.isEmpty()
                    || windows.stream().anyMatch(w -> w.from() <= seconds && seconds < w.until());
        }

        /** When it may begin next; empty when no window is left. */
        OptionalLong opensAfter(long seconds) {
            return windows.stream()
                    .filter(w -> w.from() > seconds)
                    .mapToLong(Incoming.Window::from)
                    .min();
        }

        Last to(WireState next) {
            return to(next, code, detail);
        }

        Last to(WireState next, Code why, String text) {
            return new Last(
                    id,
                    next,
                    why,
                    text,
                    url,
                    version,
                    securityVersion,
                    size,
                    sha256,
                    probationSeconds,
                    windows);
        }
    }

    Firmware running;
    Firmware other;
    boolean inSlotB;
    int securityVersion;
    int boot;
    String bootReason = "power-on";
    String session = "";
    int seq;
    int connect;
    long epoch;
    long counter;
    Last last = Last.NONE;

    /** Whether the end of the last command still has to be reported, after a reboot. */
    boolean unreported;

    /** Version at whose installation power went away already; it does so once. */
    String powerLostAt = "";

    /** Never starts again. */
    boolean dead;

    final List<Held> held = new ArrayList<>();

    Memory(Firmware factory, int securityVersion) {
        this.running = factory;
        this.other = factory;
        this.securityVersion = securityVersion;
    }

    /** Keeps a report; when all places are taken, the one that matters least goes. */
    void hold(Held report) {
        if (held.size() == HELD_MAX) held.remove(leastImportant());
        held.add(report);
    }

    private int leastImportant() {
        for (int i = 0; i < held.size(); i++)
            if (held.get(i).state() == WireState.REFUSED) return i;
        for (int i = 0; i < held.size(); i++) if (!held.get(i).state().end) return i;
        return 0;
    }

    ObjectNode toJson(String id) {
        ObjectNode json = Incoming.JSON.createObjectNode();
        json.put("id", id).put("version", running.version()).put("image", running.image());
        json.put("other_version", other.version()).put("other_image", other.image());
        json.put("slot_b", inSlotB).put("security_version", securityVersion);
        json.put("boot", boot).put("boot_reason", bootReason).put("session", session);
        json.put("seq", seq).put("connect", connect).put("epoch", epoch).put("counter", counter);
        json.put("unreported", unreported).put("power_lost_at", powerLostAt).put("dead", dead);
        if (!last.none()) {
            ObjectNode command = json.putObject("command");
            command.put("id", last.id()).put("state", last.state().word);
            command.put("code", last.code().name()).put("detail", last.detail());
            command.put("url", last.url()).put("version", last.version());
            command.put("security_version", last.securityVersion()).put("size", last.size());
            command.put("sha256", last.sha256()).put("probation_s", last.probationSeconds());
            for (Incoming.Window window : last.windows())
                command.withArray("windows").addArray().add(window.from()).add(window.until());
        }
        for (Held report : held)
            json.withArray("held")
                    .addObject()
                    .put("session", report.session())
                    .put("seq", report.seq())
                    .put("id", report.command())
                    .put("state", report.state().word)
                    .put("payload", report.payload());
        return json;
    }

    static Memory of(JsonNode json) {
        Memory memory =
                new Memory(
                        new Firmware(text(json, "version"), text(json, "image")),
                        json.path("security_version").asInt());
        memory.other = new Firmware(text(json, "other_version"), text(json, "other_image"));
        memory.inSlotB = json.path("slot_b").asBoolean();
        memory.boot = json.path("boot").asInt();
        memory.bootReason = text(json, "boot_reason");
        memory.session = text(json, "session");
        memory.seq = json.path("seq").asInt();
        memory.connect = json.path("connect").asInt();
        memory.epoch = json.path("epoch").asLong();
        memory.counter = json.path("counter").asLong();
        memory.unreported = json.path("unreported").asBoolean();
        memory.powerLostAt = text(json, "power_lost_at");
        memory.dead = json.path("dead").asBoolean();
        JsonNode command = json.path("command");
        if (command.isObject()) memory.last = last(command);
        for (JsonNode report : json.path("held"))
            memory.held.add(
                    new Held(
                            text(report, "session"),
                            report.path("seq").asInt(),
                            text(report, "id"),
                            WireState.of(text(report, "state")),
                            text(report, "payload")));
        return memory;
    }

    private static Last last(JsonNode json) {
        return new Last(
                text(json, "id"),
                WireState.of(text(json, "state")),
                Code.valueOf(text(json, "code")),
                text(json, "detail"),
                text(json, "url"),
                text(json, "version"),
                json.path("security_version").asInt(),
                json.path("size").asLong(),
                text(json, "sha256"),
                json.path("probation_s").asInt(),
                Incoming.windows(json.path("windows")));
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText();
    }
}

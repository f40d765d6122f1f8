package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.sim.Effect.Topic;
import io.github.canarywave.sim.Event.Timer;
import io.github.canarywave.sim.Memory.Held;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reports that a device keeps until their ack, and their repeats (protocol page, section 8).
 * Confined to its device.
 */
final class Results {
    static final Duration FIRST_REPEAT = Duration.ofSeconds(5);
    static final Duration LONGEST_REPEAT = Duration.ofHours(1);

    private final Memory memory;
    private final Script script;
    private final Map<String, Duration> pauses = new HashMap<>();
    private boolean connected;
    private int sent;
    private int acknowledged;

    Results(Memory memory, Script script) {
        this.memory = memory;
        this.script = script;
    }

    int sent() {
        return sent;
    }

    int acknowledged() {
        return acknowledged;
    }

    /** While there is no connection nothing is sent; what is held goes out with the next one. */
    void connected(boolean now) {
        connected = now;
    }

    /** Keeps a new report with the next seq, then sends it. */
    void hold(String command, WireState state, Code code, String detail) {
        memory.seq++;
        String payload = Messages.result(memory, memory.seq, command, state, code, detail);
        Held report = new Held(memory.session, memory.seq, command, state, payload);
        memory.hold(report);
        script.keep();
        send(report);
        repeatLater(report);
    }

    /** After a start: goes on repeating what flash holds. */
    void resume() {
        memory.held.forEach(this::repeatLater);
    }

    void sendAll() {
        List.copyOf(memory.held).forEach(this::send);
    }

    /** Sends the newest one of this command again; false when none is held. */
    boolean sendNewestOf(String command) {
        Optional<Held> newest =
                memory.held.stream().filter(h -> h.command().equals(command)).reduce((_, b) -> b);
        newest.ifPresent(this::send);
        return newest.isPresent();
    }

    boolean holds(String command, WireState state) {
        return memory.held.stream()
                .anyMatch(h -> h.command().equals(command) && h.state() == state);
    }

    /** Time to repeat: sends it if it is still held, and doubles the pause. */
    void repeat(String key) {
        Optional<Held> report = memory.held.stream().filter(h -> h.key().equals(key)).findFirst();
        if (report.isEmpty()) {
            pauses.remove(key);
            return;
        }
        send(report.get());
        Duration next = doubled(pauses.getOrDefault(key, FIRST_REPEAT), LONGEST_REPEAT);
        pauses.put(key, next);
        script.after(Timer.Kind.REPEAT, key, next);
    }

    /** Drops the report that this ack names; false when none is held under that name. */
    boolean acknowledge(String ack) {
        JsonNode json;
        try {
            json = Incoming.JSON.readTree(ack);
        } catch (JsonProcessingException e) {
            return false;
        }
        String key = json.path("session").asText() + '/' + json.path("seq").asInt();
        if (!memory.held.removeIf(h -> h.key().equals(key))) return false;
        acknowledged++;
        pauses.remove(key);
        script.keep();
        script.note("ack", memory.last.id(), key);
        return true;
    }

    private void send(Held report) {
        if (!connected) return;
        sent++;
        String bytes = Sha256.of(report.payload().getBytes(UTF_8)).hex();
        script.note(
                "report",
                report.command(),
                report.key() + ' ' + report.state().word + " sha256 " + bytes);
        script.send(Topic.REPORT, report.payload());
    }

    private void repeatLater(Held report) {
        pauses.put(report.key(), FIRST_REPEAT);
        script.after(Timer.Kind.REPEAT, report.key(), FIRST_REPEAT);
    }

    static Duration doubled(Duration delay, Duration longest) {
        Duration twice = delay.multipliedBy(2);
        return twice.compareTo(longest) > 0 ? longest : twice;
    }
}

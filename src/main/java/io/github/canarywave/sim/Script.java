package io.github.canarywave.sim;

import io.github.canarywave.sim.Effect.Topic;
import io.github.canarywave.sim.Event.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what a device wants done because of one event. Confined to its device. */
final class Script {
    private final Profile profile;
    private List<Effect> effects = new ArrayList<>();

    Script(Profile profile) {
        this.profile = profile;
    }

    /** Hands over what was collected and begins anew. */
    List<Effect> take() {
        List<Effect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void keep() {
        add(new Effect.Keep());
    }

    void after(Timer.Kind kind, String key, Duration delay) {
        add(new Effect.After(new Timer(kind, key), delay));
    }

    void note(String what, String command, String text) {
        add(new Effect.Note(what, command, text));
    }

    /** Publishes; a packet above its limit is a bug of the device. */
    void send(Topic topic, String payload) {
        int bytes = Messages.packetBytes(profile.topic(topic.word), payload);
        if (bytes > topic.packetBytesMax)
            throw new IllegalStateException(
                    "%s: %s packet has %d bytes, at most %d are allowed (protocol page, section 2)"
                            .formatted(profile.id(), topic.word, bytes, topic.packetBytesMax));
        add(new Effect.Send(topic, payload));
    }
}

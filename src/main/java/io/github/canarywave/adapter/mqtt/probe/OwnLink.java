package io.github.canarywave.adapter.mqtt.probe;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.wire.Topics;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The server's own link to the broker, as far as the self-test uses it. */
public interface OwnLink {
    /**
     * Rises with each connection that is made; 0 while one of the two is down or the server does
     * not hear devices over it.
     */
    long standing();

    /** Says this to a throw-away device as the server does; completes when the broker has it. */
    CompletableFuture<?> say(DeviceId probe, Topics.Kind kind, byte[] payload);

    /** From now on calls this with what is heard under the topics of throw-away devices. */
    void onProbe(Consumer<Word> listener);

    /** Something that was said under the name of a throw-away device. */
    record Word(Topics.Address address, String payload) {}
}

package io.github.canarywave.adapter.mqtt.probe;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * One connection of a throw-away device, in one of the two versions of MQTT. Confined to the thread
 * of the self-test, but for what it hears.
 */
interface ProbeClient extends AutoCloseable {
    /** Longest wait for an answer of the broker. */
    Duration ANSWER = Duration.ofSeconds(5);

    MqttQos QOS = MqttQos.AT_LEAST_ONCE;

    /** Who knocks; without a user it is anonymous. */
    record Visitor(String clientId, Optional<String> user, String password) {}

    /** What a device leaves to be said when it is gone. */
    record Will(String topic, String payload) {}

    /**
     * Knocks.
     *
     * @param ears called with topic and payload of what is delivered
     * @return whether it was let in
     */
    boolean connect(Visitor visitor, Optional<Will> will, BiConsumer<String, String> ears);

    /** Asks for this with QoS 1. */
    Reply subscribe(String filter);

    /** Says this with QoS 1. */
    Reply publish(String topic, String payload, boolean retain);

    boolean connected();

    /** Ends the connection so that the broker says the will, if this version can. */
    void leaveWithWill();

    @Override
    void close();

    /**
     * Waits for an answer; empty when it was a refusal or the connection was closed instead.
     *
     * @throws NoAnswer when nothing can be concluded
     */
    static <T> Optional<T> answer(CompletableFuture<T> future) {
        try {
            return Optional.ofNullable(future.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectionFailedException)
                throw new NoAnswer("the broker cannot be reached: " + e.getCause().getMessage());
            return Optional.empty();
        } catch (TimeoutException e) {
            throw new NoAnswer("no answer of the broker within " + ANSWER.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("interrupted");
        }
    }

    /**
     * Waits for how the broker took something.
     *
     * @param taken whether an answer that is no error means yes
     * @throws NoAnswer when nothing can be concluded
     */
    static <T> Reply reply(CompletableFuture<T> future, Predicate<T> taken) {
        AtomicBoolean said = new AtomicBoolean();
        Optional<T> answer =
                answer(
                        future.whenComplete(
                                (_, error) ->
                                        said.set(
                                                error instanceof Mqtt5PubAckException
                                                        || error instanceof Mqtt5SubAckException
                                                        || error instanceof Mqtt3SubAckException)));
        if (answer.isPresent()) return taken.test(answer.get()) ? Reply.TAKEN : Reply.REFUSED;
        return said.get() ? Reply.REFUSED : Reply.HUNG_UP;
    }

    /** Nothing can be concluded. */
    final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer(String why) {
            super(why);
        }
    }
}

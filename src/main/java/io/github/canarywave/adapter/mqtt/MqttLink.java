package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import io.github.canarywave.adapter.mqtt.probe.OwnLink;
import io.github.canarywave.app.CommandChannel;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.wire.Topics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * The link to the devices over an MQTT broker: one connection hears, another speaks, so that
 * neither holds up the other. Both come back by themselves. Safe from any thread.
 */
public final class MqttLink implements CommandChannel, OwnLink, AutoCloseable {
    private final ScheduledExecutorService timer = Timers.start();
    private final Topics topics;
    private final Ear ear;
    private final Intake intake;
    private final Subscriber subscriber;
    private final Publisher publisher;

    private MqttLink(MqttOptions options, Inbox inbox) {
        topics = options.topics();
        ear = new Ear(options.topics(), options.ownBroker());
        intake = new Intake(inbox, timer);
        subscriber = new Subscriber(options, ear, intake, timer);
        publisher = new Publisher(options, intake, timer);
    }

    /**
     * Begins to connect and returns; a broker that is not there yet is tried until it is.
     *
     * @param inbox takes what devices say and what becomes of commands
     * @throws IllegalArgumentException when the trusted certificates cannot be read
     */
    public static MqttLink open(MqttOptions options, Inbox inbox) {
        MqttLink link = new MqttLink(options, inbox);
        link.subscriber.open();
        link.publisher.open();
        return link;
    }

    /**
     * Calls this whenever unsent commands of the store should be published: at each new connection
     * (now, if there is one), and when the broker, having been slow or refusing, may be asked
     * again. Called from a thread of the link, which it must not hold up.
     */
    public void onReady(Runnable listener) {
        publisher.onReady(listener);
    }

    @Override
    public long standing() {
        if (!publisher.ready() || subscriber.subscribedFor().isZero()) return 0;
        return publisher.connections() + subscriber.connections();
    }

    @Override
    public CompletableFuture<?> say(DeviceId probe, Topics.Kind kind, byte[] payload) {
        // As the server speaks to devices: an ack may be lost, a command may not.
        MqttQos qos = kind == Topics.Kind.ACK ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE;
        return publisher.say(topics.topic(probe, kind), payload, qos);
    }

    @Override
    public void onProbe(Consumer<Word> listener) {
        ear.onProbe(listener);
    }

    @Override
    public boolean ready() {
        return publisher.ready();
    }

    @Override
    public Duration subscribedFor() {
        return subscriber.subscribedFor();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Also thrown when too many commands wait for a slow broker.
     */
    @Override
    public void publish(StoredCommand command) {
        publisher.outbox().publish(command);
    }

    @Override
    public void acknowledge(DeviceId device, SessionId session, long seq) {
        publisher.acknowledge(device, session, seq);
    }

    /**
     * Drops what waits and the gatekeeper no longer lets through, as far as the broker takes
     * commands now. After this no command is under way to the library on an earlier answer of the
     * gatekeeper: a halt sets its flag, calls this, and only then is acknowledged.
     */
    @Override
    public void settle() {
        publisher.outbox().settle();
    }

    /** What went over the link so far. */
    public LinkCounts counts() {
        Outbox outbox = publisher.outbox();
        Map<String, Long> sent = outbox.counts().snapshot();
        return new LinkCounts(
                ear.received().snapshot(),
                ear.rejected().snapshot(),
                subscriber.stored(),
                intake.postponed(),
                intake.lost(),
                sent.getOrDefault("handed-over", 0L),
                sent.getOrDefault("updates-handed-over", 0L),
                sent.getOrDefault("delivered", 0L),
                sent.getOrDefault("unheard", 0L),
                outbox.dropped().snapshot(),
                outbox.queued(),
                outbox.outstanding(),
                publisher.acks(),
                publisher.acksDropped());
    }

    /** Cuts both connections as a broken network would; they come back by themselves. */
    void cut() {
        subscriber.cut();
        publisher.cut();
    }

    /** Ends both connections; what was not acknowledged, devices say again. */
    @Override
    public void close() {
        publisher.close();
        subscriber.close();
        timer.shutdownNow();
    }
}

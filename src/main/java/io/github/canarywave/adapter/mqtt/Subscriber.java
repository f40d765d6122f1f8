package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;

import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Heard.Receipt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hears what all devices say. A message is acknowledged to the broker when it is on disk; until
 * then the broker keeps it and repeats it after a lost connection.
 */
final class Subscriber implements Line.User, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    /** Longer than a reconnect takes; devices repeat what is lost behind it. */
    private static final long SESSION_EXPIRY_SECONDS = 300;

    /** Where the filter of online notices stands among those we want: at the end. */
    private static final int ONLINE = 2;

    private final List<Mqtt5Subscription> wanted;
    private final Ear ear;
    private final Intake intake;
    private final Line line;
    private final LongAdder stored = new LongAdder();
    private volatile OptionalLong standsSinceNanos = OptionalLong.empty();
    private int connection; // Guarded by this; a new number at each start and end.

    Subscriber(MqttOptions options, Ear ear, Intake intake, ScheduledExecutorService timer) {
        this.wanted = options.topics().serverFilters().stream().map(Subscriber::to).toList();
        this.ear = ear;
        this.intake = intake;
        Mqtt5Connect connect =
                Mqtt5Connect.builder()
                        .cleanStart(false)
                        .sessionExpiryInterval(SESSION_EXPIRY_SECONDS)
                        .build();
        this.line = new Line(options, options.hears(), connect, this, timer);
    }

    void open() {
        line.open();
    }

    Duration subscribedFor() {
        OptionalLong since = standsSinceNanos;
        return since.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(System.nanoTime() - since.getAsLong());
    }

    /** Rises with each connection. */
    synchronized long connections() {
        return connection;
    }

    long stored() {
        return stored.sum();
    }

    /** Cuts the connection; it comes back by itself. */
    void cut() {
        line.cut();
    }

    @Override
    public void close() {
        line.close();
    }

    @Override
    public void prepare(Mqtt5AsyncClient client) {
        // Before it connects: what waits in the session comes at once.
        client.publishes(MqttGlobalPublishFilter.ALL, this::arrived, true);
    }

    @Override
    public synchronized void connected(Mqtt5AsyncClient client, Mqtt5ConnAck answer) {
        int current = ++connection;
        CompletableFuture<?> _ =
                client.subscribe(to(wanted.subList(0, ONLINE)))
                        // Who is online can be told only of whom we know by a birth.
                        .thenCompose(
                                _ -> client.subscribe(to(wanted.subList(ONLINE, wanted.size()))))
                        .whenComplete(
                                (granted, error) -> {
                                    if (error == null) stands(current);
                                    else refused(error);
                                });
    }

    private static Mqtt5Subscribe to(List<Mqtt5Subscription> some) {
        return Mqtt5Subscribe.builder().addSubscriptions(some).build();
    }

    @Override
    public synchronized void lost() {
        connection++;
        standsSinceNanos = OptionalLong.empty();
    }

    private synchronized void stands(int of) {
        if (of == connection) standsSinceNanos = OptionalLong.of(System.nanoTime());
    }

    private void refused(Throwable error) {
        LOG.error(
                "broker refuses to let us hear the devices why=\"{}\"; allow our user to subscribe"
                        + " to {}",
                error.getMessage(),
                wanted.stream().map(s -> s.getTopicFilter().toString()).toList());
        line.cut();
    }

    private void arrived(Mqtt5Publish publish) {
        try {
            take(publish);
        } catch (RuntimeException e) {
            // Thrown further, it would end the flow of messages for good.
            LOG.error("message could not be taken; the broker is asked for it again", e);
            line.cut();
        }
    }

    private void take(Mqtt5Publish publish) {
        boolean repeatable = publish.getQos() != MqttQos.AT_MOST_ONCE;
        Receipt receipt = repeatable ? () -> acknowledge(publish) : Receipt.NONE;
        Optional<Heard> heard =
                ear.hear(
                        publish.getTopic().toString(),
                        publish.isRetain(),
                        publish.getPayloadAsBytes(),
                        receipt);
        heard.ifPresentOrElse(h -> intake.offer(h, repeatable), receipt::stored);
        // The library counts such a message too until it is acknowledged to it.
        if (!repeatable) publish.acknowledge();
    }

    private void acknowledge(Mqtt5Publish publish) {
        try {
            publish.acknowledge();
            stored.increment();
        } catch (IllegalStateException e) {
            LOG.warn("message was acknowledged twice", e);
        }
    }

    private static Mqtt5Subscription to(String filter) {
        return Mqtt5Subscription.builder()
                .topicFilter(filter)
                .qos(MqttQos.AT_LEAST_ONCE)
                // What devices left behind is news to a new session only.
                .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                .build();
    }
}

package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.canarywave.app.BrokerUnavailable;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.wire.AckCodec;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Speaks to devices over a connection of its own that leaves nothing behind when it ends. Safe from
 * any thread.
 */
final class Publisher implements Line.User, AutoCloseable {
    /** Acks wait in the library's memory while the link is slow; devices repeat what is dropped. */
    private static final int ACKS_UNDER_WAY_MAX = 10_000;

    /** A broker that refuses commands is asked again, not asked without end. */
    private static final long RESEND_SECONDS = 5;

    private final MqttOptions options;
    private final ScheduledExecutorService timer;
    private final Outbox outbox;
    private final Line line;
    private final AtomicInteger acksUnderWay = new AtomicInteger();
    private final AtomicBoolean resendPlanned = new AtomicBoolean();
    private final LongAdder acks = new LongAdder();
    private final LongAdder acksDropped = new LongAdder();
    private final AtomicLong connections = new AtomicLong();
    private volatile @Nullable Mqtt5AsyncClient client;
    private volatile Runnable listener = () -> {};

    Publisher(MqttOptions options, Intake intake, ScheduledExecutorService timer) {
        this.options = options;
        this.timer = timer;
        this.outbox = new Outbox(options, intake, this::resendSoon);
        Mqtt5Connect connect =
                Mqtt5Connect.builder().cleanStart(true).sessionExpiryInterval(0).build();
        this.line = new Line(options, options.speaks(), connect, this, timer);
    }

    void open() {
        line.open();
    }

    Outbox outbox() {
        return outbox;
    }

    /** Rises with each connection. */
    long connections() {
        return connections.get();
    }

    boolean ready() {
        return client != null;
    }

    void onReady(Runnable callback) {
        listener = callback;
        if (ready()) tell();
    }

    /** Cuts the connection; it comes back by itself. */
    void cut() {
        line.cut();
    }

    long acks() {
        return acks.sum();
    }

    long acksDropped() {
        return acksDropped.sum();
    }

    /** Says something of no consequence; completes when the broker has it. */
    CompletableFuture<?> say(String topic, byte[] payload, MqttQos qos) {
        Mqtt5AsyncClient to = client;
        if (to == null)
            return CompletableFuture.failedFuture(
                    new BrokerUnavailable("no connection to the broker"));
        return to.publish(Mqtt5Publish.builder().topic(topic).payload(payload).qos(qos).build());
    }

    void acknowledge(DeviceId device, SessionId session, long seq) {
        Mqtt5AsyncClient to = client;
        if (to == null || acksUnderWay.get() >= ACKS_UNDER_WAY_MAX) {
            acksDropped.increment();
            return;
        }
        acksUnderWay.incrementAndGet();
        CompletableFuture<?> _ =
                to.publish(ack(device, session, seq))
                        .whenComplete(
                                (result, error) -> {
                                    acksUnderWay.decrementAndGet();
                                    (error == null ? acks : acksDropped).increment();
                                });
    }

    @Override
    public void prepare(Mqtt5AsyncClient next) {}

    @Override
    public void connected(Mqtt5AsyncClient now, Mqtt5ConnAck answer) {
        outbox.connected(now, answer.getRestrictions().getReceiveMaximum());
        connections.incrementAndGet();
        client = now;
        tell();
    }

    @Override
    public void lost() {
        client = null;
        outbox.lost();
    }

    @Override
    public void close() {
        line.close();
    }

    private Mqtt5Publish ack(DeviceId device, SessionId session, long seq) {
        return Mqtt5Publish.builder()
                .topic(options.topics().ack(device))
                .payload(AckCodec.write(session, seq))
                .qos(MqttQos.AT_MOST_ONCE)
                .build();
    }

    private void tell() {
        Timers.later(timer, () -> listener.run(), 0, TimeUnit.SECONDS);
    }

    private void resendSoon() {
        if (resendPlanned.compareAndSet(false, true))
            Timers.later(timer, this::resend, RESEND_SECONDS, TimeUnit.SECONDS);
    }

    private void resend() {
        resendPlanned.set(false);
        if (ready()) listener.run();
    }
}

package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;

import io.github.canarywave.app.BrokerUnavailable;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.StoredCommand;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Commands between the turn and the broker, over one connection at a time. What it drops stays
 * unsent in the store. Safe from any thread.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** What has been handed over cannot be called back by a halt, so it is kept small. */
    static final int OUTSTANDING_MAX = 1_000;

    /** Two turns' worth; the rest waits in the store. */
    static final int QUEUE_MAX = 10_000;

    private final MqttOptions options;
    private final Intake intake;
    private final Runnable resend;
    private final Counter counts = new Counter();
    private final Counter dropped = new Counter();

    // Guarded by this.
    private final Queue<StoredCommand> queue = new ArrayDeque<>();
    private @Nullable Mqtt5AsyncClient client;
    private int connection;
    private int limit;
    private int outstanding;
    private boolean pumping;
    private boolean turnedAway;

    /**
     * @param resend called when commands that were turned away or failed should come again
     */
    Outbox(MqttOptions options, Intake intake, Runnable resend) {
        this.options = options;
        this.intake = intake;
        this.resend = resend;
    }

    Counter counts() {
        return counts;
    }

    Counter dropped() {
        return dropped;
    }

    synchronized int queued() {
        return queue.size();
    }

    synchronized int outstanding() {
        return outstanding;
    }

    synchronized void connected(Mqtt5AsyncClient to, int receiveMaximum) {
        client = to;
        connection++;
        limit = Math.min(receiveMaximum, OUTSTANDING_MAX);
        outstanding = 0;
    }

    synchronized void lost() {
        client = null;
        connection++;
        dropped.add("connection-lost", queue.size() + (long) outstanding);
        queue.clear();
        outstanding = 0;
        turnedAway = false;
    }

    synchronized void publish(StoredCommand command) {
        if (client == null)
            throw new BrokerUnavailable(
                    "no connection to the broker at "
                            + options.host()
                            + ":"
                            + options.port()
                            + "; commands are sent again when it is back");
        if (queue.size() >= QUEUE_MAX) {
            turnedAway = true;
            throw new BrokerUnavailable(
                    "the broker is slow: "
                            + queue.size()
                            + " commands wait for it, at most "
                            + QUEUE_MAX
                            + " may; they are sent again when it has caught up");
        }
        queue.add(command);
        pump();
    }

    /** Returns when no hand-over that asked the gatekeeper before this call is under way. */
    synchronized void settle() {
        pump();
    }

    private void pump() {
        if (pumping) return; // An answer that comes within a hand-over must not nest.
        pumping = true;
        try {
            Mqtt5AsyncClient to = client;
            while (to != null && outstanding < limit && !queue.isEmpty())
                handOver(to, queue.remove());
        } finally {
            pumping = false;
        }
        if (queue.isEmpty() && turnedAway) {
            turnedAway = false;
            resend.run();
        }
    }

    private void handOver(Mqtt5AsyncClient to, StoredCommand command) {
        if (!allowed(command)) return;
        long seconds = Duration.between(options.clock().instant(), command.expires()).toSeconds();
        if (seconds <= 0) {
            drop("expired", command);
            return;
        }
        outstanding++;
        int over = connection;
        counts.count("handed-over");
        if (!command.withdraws()) counts.count("updates-handed-over");
        CompletableFuture<?> _ =
                to.publish(packet(command, seconds))
                        .whenComplete((result, error) -> answered(over, command, result, error));
    }

    private boolean allowed(StoredCommand command) {
        try {
            if (options.gatekeeper().mayHandOver(command)) return true;
            drop("gatekeeper", command);
        } catch (RuntimeException e) {
            // In doubt nothing is sent.
            LOG.error("gatekeeper failed command={}; this is our fault", command.id(), e);
            drop("gatekeeper-failed", command);
        }
        return false;
    }

    private void drop(String reason, StoredCommand command) {
        dropped.count(reason);
        LOG.debug(
                "command not handed over device={} command={} why={}",
                command.device(),
                command.id(),
                reason);
    }

    private Mqtt5Publish packet(StoredCommand command, long seconds) {
        return Mqtt5Publish.builder()
                .topic(options.topics().command(command.device()))
                .payload(command.payload().getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .messageExpiryInterval(seconds)
                .build();
    }

    private void answered(
            int over,
            StoredCommand command,
            @Nullable Mqtt5PublishResult result,
            @Nullable Throwable error) {
        if (error == null && result instanceof Mqtt5PublishResult.Mqtt5Qos1Result taken)
            taken(command, taken.getPubAck().getReasonCode());
        synchronized (this) {
            if (over != connection) return; // Its count went with its connection.
            outstanding--;
            if (error != null) failed(command, error);
            pump();
        }
    }

    private void taken(StoredCommand command, Mqtt5PubAckReasonCode reason) {
        boolean heard = reason != Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
        counts.count("delivered");
        if (!heard) counts.count("unheard");
        intake.offer(new Heard.Delivered(command.id(), command.withdraws(), heard), true);
    }

    private void failed(StoredCommand command, Throwable error) {
        if (!isRefusal(error)) {
            dropped.count("connection-lost");
            return;
        }
        dropped.count("refused");
        LOG.debug(
                "command refused by the broker device={} command={} why=\"{}\"",
                command.device(),
                command.id(),
                error.getMessage());
        resend.run();
    }

    private static boolean isRefusal(Throwable error) {
        return error instanceof Mqtt5PubAckException || error instanceof MqttEncodeException;
    }
}

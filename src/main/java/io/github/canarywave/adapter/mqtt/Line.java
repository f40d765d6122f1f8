package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection that comes back by itself. Each connection is a new client object: the library's
 * own reconnect would keep messages of the former one and might send them after a halt.
 */
final class Line implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    /** A dead link is noticed within one and a half times this. */
    private static final int KEEP_ALIVE_SECONDS = 15;

    private static final long RETRY_FIRST_MILLIS = 200;

    /** A broker that starts again must find us soon: commands wait for it. */
    private static final long RETRY_MAX_MILLIS = 5_000;

    private static final long CLOSE_SECONDS = 2;

    /** What the line is for. Its methods are called in order, from threads of the library. */
    interface User {
        /** Called with each new client before it connects. */
        void prepare(Mqtt5AsyncClient client);

        void connected(Mqtt5AsyncClient client, Mqtt5ConnAck answer);

        /** Called once after each {@link #connected}. */
        void lost();
    }

    private final MqttOptions options;
    private final MqttOptions.Identity identity;
    private final String clientId;
    private final Mqtt5Connect connect;
    private final Optional<MqttClientSslConfig> tls;
    private final User user;
    private final ScheduledExecutorService timer;

    // Guarded by this.
    private @Nullable Mqtt5AsyncClient current;
    private boolean up;
    private boolean closed;
    private int attempts;
    private int failures;

    Line(
            MqttOptions options,
            MqttOptions.Identity identity,
            Mqtt5Connect connect,
            User user,
            ScheduledExecutorService timer) {
        this.options = options;
        this.identity = identity;
        this.clientId = identity.clientId();
        this.connect = connect.extend().keepAlive(KEEP_ALIVE_SECONDS).build();
        this.tls = options.tls();
        this.user = user;
        this.timer = timer;
    }

    /** Connects now, and again whenever the connection is lost. */
    synchronized void open() {
        if (closed) return;
        int attempt = ++attempts;
        Mqtt5AsyncClient client = newClient(attempt);
        current = client;
        user.prepare(client);
        CompletableFuture<?> _ =
                client.connect(connect)
                        .whenComplete(
                                (answer, error) -> {
                                    if (error == null) established(attempt, client, answer);
                                    else ended(attempt, error);
                                });
    }

    private Mqtt5AsyncClient newClient(int attempt) {
        Mqtt5ClientBuilder builder =
                Mqtt5Client.builder()
                        .identifier(clientId)
                        .serverHost(options.host())
                        .serverPort(options.port());
        if (tls.isPresent()) builder = builder.sslConfig(tls.get());
        if (identity.login().isPresent()) {
            MqttOptions.Login login = identity.login().get();
            builder =
                    builder.simpleAuth()
                            .username(login.userName())
                            .password(login.password().getBytes(StandardCharsets.UTF_8))
                            .applySimpleAuth();
        }
        return builder.addDisconnectedListener(lost -> ended(attempt, lost.getCause()))
                .buildAsync();
    }

    private synchronized void established(
            int attempt, Mqtt5AsyncClient client, Mqtt5ConnAck answer) {
        if (current == null || attempt != attempts) return; // Lost again already.
        up = true;
        failures = 0;
        LOG.info("broker connected client={}", clientId);
        user.connected(client, answer);
    }

    /** Told twice of a connection attempt that fails; the first counts. */
    private synchronized void ended(int attempt, Throwable cause) {
        if (current == null || attempt != attempts) return;
        current = null;
        if (up) user.lost();
        if (up || failures == 0) tell(cause);
        up = false;
        if (!closed) Timers.later(timer, this::open, delayMillis(), TimeUnit.MILLISECONDS);
        failures++;
    }

    private void tell(Throwable cause) {
        if (closed) return;
        LOG.warn(
                "broker {} client={} address={}:{} why=\"{}\"; trying again until it answers",
                up ? "connection lost" : "not reachable",
                clientId,
                options.host(),
                options.port(),
                cause.getMessage());
    }

    private long delayMillis() {
        long ceiling = Math.min(RETRY_MAX_MILLIS, RETRY_FIRST_MILLIS << Math.min(failures, 10));
        // Servers that lost one broker must not come back in step.
        return ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
    }

    /** Ends the connection and its session for good; waits for that at most 2 s. */
    @Override
    public void close() {
        CompletableFuture<Void> done = disconnect();
        try {
            done.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CompletionException e) {
            LOG.debug("connection was gone when it was closed client={}", clientId);
        }
    }

    private synchronized CompletableFuture<Void> disconnect() {
        closed = true;
        return current == null || !up
                ? CompletableFuture.completedFuture(null)
                : current.disconnect(Mqtt5Disconnect.builder().sessionExpiryInterval(0).build());
    }

    /** Cuts the connection; it comes back by itself. */
    synchronized void cut() {
        if (current == null || !up) return;
        CompletableFuture<?> _ = current.disconnect();
    }
}

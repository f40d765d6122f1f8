package io.github.canarywave.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One simulated device on the network: brings events to its {@link SimDevice} one after the other
 * and does what that wants. Safe from any thread.
 */
final class LiveDevice {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDevice.class);

    /** The page allows 120 s; half of it, so that a dead link is seen earlier. */
    private static final int KEEP_ALIVE_SECONDS = 60;

    private final DeviceAccount account;
    private final Profile profile;
    private final SimDevice logic;
    private final FleetOptions options;
    private final Network network;
    private final Optional<Journal> flash;
    private final Optional<Journal> ledger;
    private final Queue<Mail> mailbox = new ArrayDeque<>();
    private final CompletableFuture<Void> firstOnline = new CompletableFuture<>();

    /** Number of the present connection; what belongs to an older one is not heard. */
    private final AtomicInteger connection = new AtomicInteger();

    private boolean working;
    private volatile boolean online;
    private volatile boolean closed;
    private volatile Optional<Mqtt5AsyncClient> client = Optional.empty();
    private Optional<Transfer> transfer = Optional.empty();

    /**
     * An event on its way to the device.
     *
     * @param connection the connection it came over, or {@code ANY}
     */
    private record Mail(int connection, Event event) {
        static final int ANY = -1;
    }

    LiveDevice(
            DeviceAccount account,
            Profile profile,
            Memory memory,
            FleetOptions options,
            Network network,
            Optional<Journal> flash,
            Optional<Journal> ledger) {
        this.account = account;
        this.profile = profile;
        this.logic = new SimDevice(profile, memory);
        this.options = options;
        this.network = network;
        this.flash = flash;
        this.ledger = ledger;
    }

    void start() {
        if (logic.memory().dead) firstOnline.complete(null);
        post(Mail.ANY, new Event.Started());
    }

    CompletableFuture<Void> firstOnline() {
        return firstOnline;
    }

    boolean online() {
        return online;
    }

    DeviceView view() {
        synchronized (logic) {
            return logic.view();
        }
    }

    /** Breaks the connection as a dead link would; the device comes back by itself. */
    void cutOff() {
        client.ifPresent(
                open -> {
                    var _ = hangUp(open).exceptionally(_ -> null);
                });
    }

    CompletableFuture<?> close() {
        closed = true;
        connection.incrementAndGet();
        Optional<Mqtt5AsyncClient> open = client;
        if (open.isEmpty() || !open.get().getState().isConnected())
            return CompletableFuture.completedFuture(null);
        return hangUp(open.get()).exceptionally(_ -> null);
    }

    // ---- one event after the other

    private void post(int over, Event event) {
        synchronized (mailbox) {
            mailbox.add(new Mail(over, event));
            if (working) return;
            working = true;
        }
        try {
            network.workers().execute(this::work);
        } catch (RejectedExecutionException e) {
            // The fleet was closed.
        }
    }

    private void work() {
        while (true) {
            Mail mail;
            synchronized (mailbox) {
                mail = mailbox.poll();
                if (mail == null) {
                    working = false;
                    return;
                }
            }
            if (mail.connection() == Mail.ANY || mail.connection() == connection.get())
                handle(mail.event());
        }
    }

    private void handle(Event event) {
        if (closed) return;
        try {
            synchronized (logic) {
                for (Effect effect : logic.on(event, Instant.now())) perform(effect);
                online = logic.isConnected();
            }
            if (online) firstOnline.complete(null);
        } catch (RuntimeException e) {
            LOG.error("simulated device stopped device={} event={}", account.id(), event, e);
            closed = true;
            firstOnline.completeExceptionally(e);
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Keep _ ->
                    flash.ifPresent(f -> f.append(logic.memory().toJson(account.id())));
            case Effect.Dial d -> dial(d.will());
            case Effect.Send s -> send(s);
            case Effect.Drop _ -> drop();
            case Effect.Fetch f -> fetch(f);
            case Effect.StopFetching _ -> stopFetching();
            case Effect.After a -> later(a);
            case Effect.Note n -> ledger.ifPresent(l -> l.append(line(n)));
        }
    }

    private ObjectNode line(Effect.Note note) {
        return Incoming.JSON
                .createObjectNode()
                .put("at_ms", System.currentTimeMillis())
                .put("device", account.id())
                .put("event", note.what())
                .put("command", note.command())
                .put("text", note.text());
    }

    private void later(Effect.After after) {
        Event fired = new Event.TimerFired(after.timer());
        try {
            var _ =
                    network.timers()
                            .schedule(
                                    () -> post(Mail.ANY, fired),
                                    after.delay().toNanos(),
                                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The fleet was closed.
        }
    }

    // ---- MQTT

    private void dial(String will) {
        int number = connection.incrementAndGet();
        network.dialling()
                .enter(
                        () -> {
                            if (closed || connection.get() != number) network.dialling().leave();
                            else connect(number, will);
                        });
    }

    private void connect(int number, String will) {
        Mqtt5AsyncClient fresh = newClient(number);
        client = Optional.of(fresh);
        fresh.publishes(
                MqttGlobalPublishFilter.ALL, message -> arrived(number, message), Runnable::run);
        var _ =
                fresh.connectWith()
                        .cleanStart(true)
                        .sessionExpiryInterval(0)
                        .keepAlive(KEEP_ALIVE_SECONDS)
                        .simpleAuth()
                        .username(account.id())
                        .password(account.token().getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth()
                        .willPublish()
                        .topic(profile.topic(Effect.Topic.ONLINE.word))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(true)
                        .payload(will.getBytes(StandardCharsets.UTF_8))
                        .applyWillPublish()
                        .send()
                        .thenCompose(_ -> subscribe(fresh))
                        .whenComplete((_, error) -> connected(number, fresh, error == null));
    }

    private Mqtt5AsyncClient newClient(int number) {
        var builder =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier(account.id())
                        .serverHost(options.mqttHost())
                        .serverPort(options.mqttPort())
                        .executorConfig(network.mqttExecutor())
                        .addDisconnectedListener(_ -> lost(number));
        return network.mqttTls().map(builder::sslConfig).orElse(builder).buildAsync();
    }

    private CompletableFuture<Mqtt5SubAck> subscribe(Mqtt5AsyncClient fresh) {
        return fresh.subscribeWith()
                .addSubscription()
                .topicFilter(profile.topic("command"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .applySubscription()
                .addSubscription()
                .topicFilter(profile.topic("ack"))
                .qos(MqttQos.AT_MOST_ONCE)
                .applySubscription()
                .send();
    }

    private void connected(int number, Mqtt5AsyncClient fresh, boolean well) {
        network.dialling().leave();
        if (!well || closed || connection.get() != number) {
            if (fresh.getState().isConnected()) hangUp(fresh).exceptionally(_ -> null);
            lost(number);
            return;
        }
        post(number, new Event.Connected());
    }

    private void lost(int number) {
        if (!connection.compareAndSet(number, number + 1)) return;
        post(number + 1, new Event.Disconnected());
    }

    private void arrived(int number, Mqtt5Publish message) {
        if (connection.get() != number) return;
        String payload = new String(message.getPayloadAsBytes(), StandardCharsets.ISO_8859_1);
        String topic = message.getTopic().toString();
        post(
                number,
                topic.endsWith("/ack")
                        ? new Event.AckCame(payload)
                        : new Event.CommandCame(payload));
    }

    private void send(Effect.Send send) {
        client.ifPresent(
                c -> {
                    var _ =
                            c.publishWith()
                                    .topic(profile.topic(send.topic().word))
                                    .qos(MqttQos.AT_LEAST_ONCE)
                                    .retain(send.topic().retained)
                                    .payload(send.payload().getBytes(StandardCharsets.UTF_8))
                                    .send()
                                    // The device repeats what matters until our ack.
                                    .exceptionally(_ -> null);
                });
    }

    private void drop() {
        connection.incrementAndGet();
        stopFetching();
        client.filter(c -> c.getState().isConnected())
                .ifPresent(c -> hangUp(c).exceptionally(_ -> null));
        client = Optional.empty();
    }

    /** Power that goes away says no farewell: the broker must send the last will. */
    private CompletableFuture<Void> hangUp(Mqtt5AsyncClient open) {
        return open.disconnectWith()
                .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                .send();
    }

    // ---- download

    private void fetch(Effect.Fetch fetch) {
        stopFetching();
        String version = logic.memory().last.version();
        Behaviour behaviour = profile.behaviour().apply(version);
        Chance chance = profile.chance();
        boolean cuts = chance.happens(behaviour.cut(), "cut", version);
        long cutAt =
                cuts
                        ? (long) (fetch.bytes() * (0.1 + 0.8 * chance.draw("cut at", version)))
                        : Long.MAX_VALUE;
        double speed = 0.75 + 0.5 * chance.draw("speed", version);
        Transfer.Plan plan =
                new Transfer.Plan(
                        fetch.url(),
                        fetch.bytes(),
                        (long) (profile.timing().downloadBytesPerSecond() * speed),
                        cutAt,
                        chance.jitter(profile.timing().retry(), "retry", version));
        Transfer fresh =
                new Transfer(
                        new Transfer.Tools(network.http(), network.timers()),
                        plan,
                        bytes -> post(Mail.ANY, new Event.BytesKept(fetch.command(), bytes)));
        transfer = Optional.of(fresh);
        network.fetching().enter(() -> begin(fetch.command(), fresh));
    }

    private void begin(String command, Transfer fresh) {
        var _ =
                fresh.start()
                        .whenComplete(
                                (result, _) -> {
                                    network.fetching().leave();
                                    if (result != null)
                                        post(Mail.ANY, new Event.Fetched(command, result));
                                });
    }

    private void stopFetching() {
        transfer.ifPresent(Transfer::stop);
        transfer = Optional.empty();
    }
}

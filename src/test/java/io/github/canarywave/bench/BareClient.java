package io.github.canarywave.bench;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.canarywave.adapter.broker.BrokerOptions;
import io.github.canarywave.adapter.broker.EmbeddedBroker;
import io.github.canarywave.adapter.broker.ServerCredentials;
import io.github.canarywave.adapter.crypto.Pki;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * The peer of dispatch and folding: the bare MQTT client that the server uses, with nothing behind
 * it, in one process with the embedded broker as the server is. Obeys lines of its standard input.
 */
final class BareClient {
    /** More than a broker takes unacknowledged, so that the client never waits for us. */
    private static final int IN_FLIGHT = 2_000;

    private final Mqtt5AsyncClient client;
    private int expected;
    private int counted;
    private long first;

    private BareClient(int port, String user, String password) {
        client =
                Mqtt5Client.builder()
                        .identifier("canarywave-bare")
                        .serverHost("127.0.0.1")
                        .serverPort(port)
                        .simpleAuth()
                        .username(user)
                        .password(password.getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth()
                        .buildAsync();
        client.connect().join();
        client.subscribeWith()
                .topicFilter("canarywave/v1/+/report")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(this::heard)
                .manualAcknowledgement(true)
                .send()
                .join();
        LeanFleet.tell("listening", "\"port\":" + port);
    }

    /**
     * Arguments: a folder for the broker, or port, user and password of one that runs. Ends with
     * its standard input.
     */
    public static void main(String[] arguments) throws IOException {
        BareClient bare =
                arguments.length == 1
                        ? withOwnBroker(Path.of(arguments[0]))
                        : new BareClient(
                                Integer.parseInt(arguments[0]), arguments[1], arguments[2]);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine())
            bare.obey(line.strip().split(" "));
        System.exit(0);
    }

    private static BareClient withOwnBroker(Path folder) {
        Pki pki = Pki.open(folder.resolve("pki"), Set.of("localhost"), Instant.now());
        EmbeddedBroker broker =
                EmbeddedBroker.start(
                        BrokerOptions.of(
                                        folder.resolve("broker"),
                                        pki.keyStoreFile(),
                                        pki.keyStorePassword(),
                                        (id, token) -> token.equals(Seed.TOKEN))
                                .listeningOn("127.0.0.1", 0)
                                .withPlainPort(0));
        ServerCredentials us = broker.serverCredentials();
        return new BareClient(broker.plainPort().orElseThrow(), us.userName(), us.password());
    }

    private void obey(String... words) {
        int devices = Integer.parseInt(words[1]);
        switch (words[0]) {
            case "count" -> count(devices);
            case "publish" -> publish(devices, Integer.parseInt(words[2]), words[3]);
            default -> throw new IllegalArgumentException("not a word of mine: " + words[0]);
        }
    }

    private synchronized void count(int reports) {
        expected = reports;
        counted = 0;
        LeanFleet.tell("counting", "\"reports\":" + reports);
    }

    private synchronized void heard(Mqtt5Publish report) {
        long now = System.nanoTime();
        if (counted++ == 0) first = now;
        report.acknowledge();
        if (counted == expected) LeanFleet.tell("counted", "\"seconds\":" + seconds(now - first));
    }

    /** One message for each device, as long as a command, and the fleet takes it for one. */
    private void publish(int devices, int bytes, String version) {
        Semaphore room = new Semaphore(IN_FLIGHT);
        CompletableFuture<?>[] taken = new CompletableFuture<?>[devices];
        long start = System.nanoTime();
        for (int i = 0; i < devices; i++) {
            room.acquireUninterruptibly();
            taken[i] =
                    client.publishWith()
                            .topic("canarywave/v1/" + Seed.id(i) + "/command")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload(LeanLine.bytes(command(i, bytes, version, start)))
                            .send()
                            .whenComplete((done, failed) -> room.release());
        }
        CompletableFuture.allOf(taken).join();
        LeanFleet.tell("published", "\"seconds\":" + seconds(System.nanoTime() - start));
    }

    private static String command(int device, int bytes, String version, long round) {
        String head =
                "{\"id\":\"%013d%013d\",\"device\":\"%s\",\"counter\":%d,\"version\":\"%s\",\"pad\":\""
                        .formatted(
                                round / 1_000_000,
                                device,
                                Seed.id(device),
                                round / 1_000_000,
                                version);
        return head + "x".repeat(Math.max(0, bytes - head.length() - 2)) + "\"}";
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.4f", nanos / 1e9);
    }
}

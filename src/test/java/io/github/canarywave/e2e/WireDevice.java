package io.github.canarywave.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A device that does just what a test wants: says any bytes, and keeps what it hears. */
final class WireDevice implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(20);

    final String id;
    private final Mqtt5AsyncClient client;
    private final Queue<Mqtt5Publish> heard = new ConcurrentLinkedQueue<>();

    /** Connects over TLS and listens to its commands and acknowledgements. */
    WireDevice(Site site, String id, String token) {
        this.id = id;
        client =
                Mqtt5Client.builder()
                        .identifier(id)
                        .serverHost("localhost")
                        .serverPort(site.mqttPort)
                        .sslConfig(
                                MqttClientSslConfig.builder()
                                        .trustManagerFactory(Site.trust(site.caFile()))
                                        .build())
                        .simpleAuth()
                        .username(id)
                        .password(token.getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth()
                        .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, heard::add);
        client.connect().orTimeout(20, TimeUnit.SECONDS).join();
        for (String kind : new String[] {"command", "ack"})
            client.subscribeWith()
                    .topicFilter(topic(kind))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
    }

    private String topic(String kind) {
        return "canarywave/v1/" + id + "/" + kind;
    }

    /** Says this; whether the broker took it. */
    boolean say(String kind, byte[] payload, boolean retained) {
        try {
            return client.publishWith()
                    .topic(topic(kind))
                    .payload(payload)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(retained)
                    .send()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join()
                    .getError()
                    .isEmpty();
        } catch (CompletionException e) {
            return false;
        }
    }

    boolean say(String kind, String payload) {
        return say(kind, payload.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Comes online as a device that runs this version of the first image. */
    void birth(String version, String... can) {
        String abilities = can.length == 0 ? "" : "\"" + String.join("\",\"", can) + "\"";
        say("online", "{\"online\":true,\"session\":\"e2e\",\"connect\":1}");
        say(
                "state",
                """
                {"protocol":1,"model":"thermostat-esp32","version":"%s","boot":1,\
                "boot_reason":"power-on","session":"e2e","connect":1,"epoch":0,"counter":0,\
                "can":[%s]}"""
                        .formatted(version, abilities));
    }

    /** A command as it came: the JSON line, the signature line, and the whole packet's size. */
    record Command(String line, String jws, int packetBytes) {
        JsonNode json() {
            try {
                return JSON.readTree(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Waits for the next command. */
    Command awaitCommand() {
        return await("a command for " + id)
                .atMost(ANSWER)
                .until(() -> next("command").map(this::command), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Mqtt5Publish> next(String kind) {
        Optional<Mqtt5Publish> found =
                heard.stream().filter(p -> p.getTopic().toString().equals(topic(kind))).findFirst();
        found.ifPresent(heard::remove);
        return found;
    }

    private Command command(Mqtt5Publish publish) {
        String text = new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
        String[] lines = text.split("\n", 2);
        return new Command(lines[0], lines[1], packetBytes(publish));
    }

    /** MQTT 5, 3.3: fixed header with a length of two bytes, topic, packet id, properties. */
    private static int packetBytes(Mqtt5Publish publish) {
        int expiry = publish.getMessageExpiryInterval().isPresent() ? 5 : 0;
        int topic = publish.getTopic().toString().length();
        return 1 + 2 + (2 + topic) + 2 + (1 + expiry) + publish.getPayloadAsBytes().length;
    }

    @Override
    public void close() {
        if (client.getState().isConnected())
            client.disconnect().orTimeout(20, TimeUnit.SECONDS).exceptionally(_ -> null).join();
    }
}

package io.github.canarywave.brokers;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client of MQTT 3.1.1 or 5 that tries what it is told and takes no for an answer; it never comes
 * back by itself. What was let through is judged by what others hear.
 */
final class Peer implements AutoCloseable {
    /** A broker that does not answer at all has refused as well. */
    private static final long ANSWER_SECONDS = 5;

    private final Link link;
    private final List<Message> heard = new CopyOnWriteArrayList<>();

    /** What it heard. */
    record Message(String topic, String text) {}

    /** Who it says it is; nothing shown is no login. */
    record Who(String clientId, Optional<String> user, Optional<String> password) {
        static Who of(String id, String password) {
            return new Who(id, Optional.of(id), Optional.of(password));
        }

        static Who of(String clientId, String user, String password) {
            return new Who(clientId, Optional.of(user), Optional.of(password));
        }
    }

    /** Which MQTT it speaks. */
    enum Version {
        MQTT_3,
        MQTT_5
    }

    private interface Link {
        CompletableFuture<?> connect(Optional<String> will);

        CompletableFuture<?> publish(String topic, byte[] payload, boolean retain);

        CompletableFuture<?> subscribe(String filter);

        boolean connected();

        CompletableFuture<?> disconnect();
    }

    Peer(Version version, int port, MqttClientSslConfig tls, Who who) {
        var builder =
                MqttClient.builder()
                        .identifier(who.clientId())
                        .serverHost("localhost")
                        .serverPort(port)
                        .sslConfig(tls);
        link = version == Version.MQTT_5 ? five(builder, who) : three(builder, who);
    }

    /** Whether the broker let it in. */
    boolean connect() {
        return granted(link.connect(Optional.empty()));
    }

    /** Whether the broker let it in with this last will, whose payload is the topic. */
    boolean connectWithWill(String topic) {
        return granted(link.connect(Optional.of(topic)));
    }

    /** Whether the broker says that it took this, with QoS 1. */
    boolean publish(String topic, String text, boolean retain) {
        return link.connected() && granted(link.publish(topic, bytes(text), retain));
    }

    /** Whether the broker says that it will hear this. */
    boolean subscribe(String filter) {
        return link.connected() && granted(link.subscribe(filter));
    }

    List<Message> heard() {
        return heard;
    }

    boolean hasHeard(String text) {
        return heard.stream().anyMatch(message -> message.text().equals(text));
    }

    boolean connected() {
        return link.connected();
    }

    @Override
    public void close() {
        if (link.connected()) granted(link.disconnect());
    }

    private static boolean granted(CompletableFuture<?> answer) {
        try {
            answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Link five(MqttClientBuilder builder, Who who) {
        Mqtt5AsyncClient client = builder.useMqttVersion5().buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                p -> hear(p.getTopic().toString(), p.getPayloadAsBytes()));
        return new Link() {
            @Override
            public CompletableFuture<?> connect(Optional<String> will) {
                var connect = client.connectWith();
                if (who.user().isPresent())
                    connect =
                            connect.simpleAuth(
                                    Mqtt5SimpleAuth.builder()
                                            .username(who.user().get())
                                            .password(bytes(who.password().orElse("")))
                                            .build());
                if (will.isPresent())
                    connect =
                            connect.willPublish()
                                    .topic(will.get())
                                    .payload(bytes(will.get()))
                                    .qos(MqttQos.AT_LEAST_ONCE)
                                    .applyWillPublish();
                return connect.send();
            }

            @Override
            public CompletableFuture<?> publish(String topic, byte[] payload, boolean retain) {
                return client.publishWith()
                        .topic(topic)
                        .payload(payload)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(retain)
                        .send()
                        .thenAccept(
                                result ->
                                        result.getError()
                                                .ifPresent(
                                                        e -> {
                                                            throw new IllegalStateException(e);
                                                        }));
            }

            @Override
            public CompletableFuture<?> subscribe(String filter) {
                return client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
            }

            @Override
            public boolean connected() {
                return client.getState().isConnected();
            }

            @Override
            public CompletableFuture<?> disconnect() {
                return client.disconnect();
            }
        };
    }

    private Link three(MqttClientBuilder builder, Who who) {
        Mqtt3AsyncClient client = builder.useMqttVersion3().buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                p -> hear(p.getTopic().toString(), p.getPayloadAsBytes()));
        return new Link() {
            @Override
            public CompletableFuture<?> connect(Optional<String> will) {
                var connect = client.connectWith();
                if (who.user().isPresent())
                    connect =
                            connect.simpleAuth(
                                    Mqtt3SimpleAuth.builder()
                                            .username(who.user().get())
                                            .password(bytes(who.password().orElse("")))
                                            .build());
                if (will.isPresent())
                    connect =
                            connect.willPublish()
                                    .topic(will.get())
                                    .payload(bytes(will.get()))
                                    .qos(MqttQos.AT_LEAST_ONCE)
                                    .applyWillPublish();
                return connect.send();
            }

            @Override
            public CompletableFuture<?> publish(String topic, byte[] payload, boolean retain) {
                return client.publishWith()
                        .topic(topic)
                        .payload(payload)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(retain)
                        .send();
            }

            @Override
            public CompletableFuture<?> subscribe(String filter) {
                return client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
            }

            @Override
            public boolean connected() {
                return client.getState().isConnected();
            }

            @Override
            public CompletableFuture<?> disconnect() {
                return client.disconnect();
            }
        };
    }

    private void hear(String topic, byte[] payload) {
        heard.add(new Message(topic, new String(payload, StandardCharsets.UTF_8)));
    }
}

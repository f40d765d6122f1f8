package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;

import io.github.canarywave.adapter.broker.TestBroker;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A device as the broker sees it: says bytes and collects what it hears. */
final class TestDevice implements AutoCloseable {
    private final String id;
    private final Mqtt5AsyncClient client;
    private final Queue<Mqtt5Publish> heard = new ConcurrentLinkedQueue<>();

    TestDevice(String id, int plainPort) {
        this.id = id;
        client =
                Mqtt5Client.builder()
                        .identifier(id)
                        .serverHost("127.0.0.1")
                        .serverPort(plainPort)
                        .simpleAuth()
                        .username(id)
                        .password(TestBroker.tokenOf(id).getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth()
                        .buildAsync();
        client.connect().join();
    }

    TestDevice listening() {
        for (String kind : new String[] {"command", "ack"})
            client.subscribeWith()
                    .topicFilter("canarywave/v1/" + id + "/" + kind)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(heard::add)
                    .send()
                    .join();
        return this;
    }

    /** Ends when the broker has acknowledged it. */
    CompletableFuture<Mqtt5PublishResult> say(String kind, byte[] payload) {
        return say(kind, payload, MqttQos.AT_LEAST_ONCE);
    }

    CompletableFuture<Mqtt5PublishResult> say(String kind, byte[] payload, MqttQos qos) {
        return client.publishWith()
                .topic("canarywave/v1/" + id + "/" + kind)
                .payload(payload)
                .qos(qos)
                .send();
    }

    Queue<Mqtt5Publish> heard() {
        return heard;
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}

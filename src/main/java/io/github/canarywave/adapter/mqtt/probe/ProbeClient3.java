package io.github.canarywave.adapter.mqtt.probe;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Speaks MQTT 3.1.1. */
final class ProbeClient3 implements ProbeClient {
    private final Dial dial;
    private @Nullable Mqtt3AsyncClient client;

    ProbeClient3(Dial dial) {
        this.dial = dial;
    }

    @Override
    public boolean connect(Visitor visitor, Optional<Will> will, BiConsumer<String, String> ears) {
        Mqtt3ClientBuilder builder =
                Mqtt3Client.builder()
                        .identifier(visitor.clientId())
                        .serverHost(dial.host())
                        .serverPort(dial.port());
        if (dial.tls().isPresent()) builder = builder.sslConfig(dial.tls().get());
        Mqtt3AsyncClient next = builder.buildAsync();
        next.publishes(MqttGlobalPublishFilter.ALL, said -> ears.accept(topic(said), text(said)));
        boolean in = ProbeClient.answer(next.connect(packet(visitor, will).build())).isPresent();
        client = next;
        return in;
    }

    private static Mqtt3ConnectBuilder packet(Visitor visitor, Optional<Will> will) {
        Mqtt3ConnectBuilder packet = Mqtt3Connect.builder().cleanSession(true);
        if (visitor.user().isPresent())
            packet =
                    packet.simpleAuth()
                            .username(visitor.user().get())
                            .password(bytes(visitor.password()))
                            .applySimpleAuth();
        if (will.isPresent())
            packet =
                    packet.willPublish()
                            .topic(will.get().topic())
                            .payload(bytes(will.get().payload()))
                            .qos(QOS)
                            .applyWillPublish();
        return packet;
    }

    @Override
    public Reply subscribe(String filter) {
        Mqtt3AsyncClient to = client;
        if (to == null) return Reply.HUNG_UP;
        return ProbeClient.reply(
                to.subscribeWith().topicFilter(filter).qos(QOS).send(),
                answer ->
                        answer.getReturnCodes()
                                .equals(List.of(Mqtt3SubAckReturnCode.SUCCESS_MAXIMUM_QOS_1)));
    }

    @Override
    public Reply publish(String topic, String payload, boolean retain) {
        Mqtt3AsyncClient to = client;
        if (to == null) return Reply.HUNG_UP;
        return ProbeClient.reply(
                to.publishWith()
                        .topic(topic)
                        .payload(bytes(payload))
                        .qos(QOS)
                        .retain(retain)
                        .send(),
                _ -> true);
    }

    @Override
    public boolean connected() {
        return client != null && client.getState().isConnected();
    }

    @Override
    public void leaveWithWill() {
        close(); // MQTT 3.1.1 has no such word: an orderly end takes the will back.
    }

    @Override
    public void close() {
        Mqtt3AsyncClient from = client;
        if (from == null || !connected()) return;
        ProbeClient.answer(from.disconnect());
    }

    private static String topic(Mqtt3Publish said) {
        return said.getTopic().toString();
    }

    private static String text(Mqtt3Publish said) {
        return new String(said.getPayloadAsBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

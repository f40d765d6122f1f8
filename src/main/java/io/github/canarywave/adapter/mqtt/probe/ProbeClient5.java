package io.github.canarywave.adapter.mqtt.probe;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Speaks MQTT 5. */
final class ProbeClient5 implements ProbeClient {
    private final Dial dial;
    private @Nullable Mqtt5AsyncClient client;
    private Optional<Mqtt5ConnAck> greeting = Optional.empty();

    ProbeClient5(Dial dial) {
        this.dial = dial;
    }

    /** What the broker said when it let us in. */
    Optional<Mqtt5ConnAck> greeting() {
        return greeting;
    }

    @Override
    public boolean connect(Visitor visitor, Optional<Will> will, BiConsumer<String, String> ears) {
        Mqtt5ClientBuilder builder =
                Mqtt5Client.builder()
                        .identifier(visitor.clientId())
                        .serverHost(dial.host())
                        .serverPort(dial.port());
        if (dial.tls().isPresent()) builder = builder.sslConfig(dial.tls().get());
        Mqtt5AsyncClient next = builder.buildAsync();
        next.publishes(MqttGlobalPublishFilter.ALL, said -> ears.accept(topic(said), text(said)));
        greeting = ProbeClient.answer(next.connect(packet(visitor, will).build()));
        client = next;
        return greeting.isPresent();
    }

    private static Mqtt5ConnectBuilder packet(Visitor visitor, Optional<Will> will) {
        Mqtt5ConnectBuilder packet =
                com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect.builder()
                        .cleanStart(true)
                        .sessionExpiryInterval(0);
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
        Mqtt5AsyncClient to = client;
        if (to == null) return Reply.HUNG_UP;
        return ProbeClient.reply(
                to.subscribeWith().topicFilter(filter).qos(QOS).send(),
                answer ->
                        answer.getReasonCodes()
                                .equals(List.of(Mqtt5SubAckReasonCode.GRANTED_QOS_1)));
    }

    @Override
    public Reply publish(String topic, String payload, boolean retain) {
        Mqtt5AsyncClient to = client;
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
        leave(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE);
    }

    @Override
    public void close() {
        leave(Mqtt5DisconnectReasonCode.NORMAL_DISCONNECTION);
    }

    private void leave(Mqtt5DisconnectReasonCode reason) {
        Mqtt5AsyncClient from = client;
        if (from == null || !connected()) return;
        ProbeClient.answer(from.disconnect(Mqtt5Disconnect.builder().reasonCode(reason).build()));
    }

    private static String topic(Mqtt5Publish said) {
        return said.getTopic().toString();
    }

    private static String text(Mqtt5Publish said) {
        return new String(said.getPayloadAsBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.github.canarywave.bench;

import static io.netty.handler.codec.mqtt.MqttQoS.AT_LEAST_ONCE;
import static io.netty.handler.codec.mqtt.MqttQoS.AT_MOST_ONCE;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** The MQTT 3.1.1 connections of one device, one after the other. Confined to the event loop. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails ends the connection, and that is heard
final class LeanLine extends ChannelInboundHandlerAdapter {
    private static final String PREFIX = "canarywave/v1/";
    private static final int KEEP_ALIVE_SECONDS = 120;
    private static final long PING_NANOS = 50_000_000_000L;
    private static final int MAX_PACKET_ID = 65_535;

    private final String id;
    private final LeanDevice device;
    private @Nullable ChannelHandlerContext context;
    private int packet;
    private long wroteNanos;

    LeanLine(String id, LeanDevice device) {
        this.id = id;
        this.device = device;
    }

    @Override
    public boolean isSharable() {
        return true; // the same device comes back in another channel
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        device.connected();
        ctx.writeAndFlush(
                MqttMessageBuilders.connect()
                        .protocolVersion(MqttVersion.MQTT_3_1_1)
                        .clientId(id)
                        .cleanSession(true)
                        .keepAlive(KEEP_ALIVE_SECONDS)
                        .username(id)
                        .password(Seed.TOKEN.getBytes(StandardCharsets.US_ASCII))
                        .willFlag(true)
                        .willQoS(AT_LEAST_ONCE)
                        .willRetain(true)
                        .willTopic(PREFIX + id + "/online")
                        .willMessage(bytes(device.online(false)))
                        .build());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        context = null;
        device.disconnected();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LeanFleet.tell("fault", "\"device\":\"" + id + "\",\"why\":\"" + cause + "\"");
        ctx.close();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            take(ctx, (MqttMessage) message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(ChannelHandlerContext ctx, MqttMessage message) {
        if (message.decoderResult().isFailure())
            throw new IllegalStateException(message.decoderResult().cause());
        switch (message.fixedHeader().messageType()) {
            case CONNACK -> subscribe(ctx, (MqttConnAckMessage) message);
            case SUBACK -> device.present();
            case PUBLISH -> published(ctx, (MqttPublishMessage) message);
            case PUBACK ->
                    device.taken(
                            ((MqttMessageIdVariableHeader) message.variableHeader()).messageId());
            default -> {} // PINGRESP
        }
    }

    private void subscribe(ChannelHandlerContext ctx, MqttConnAckMessage connected) {
        var code = connected.variableHeader().connectReturnCode();
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED)
            throw new IllegalStateException(id + " refused: " + code);
        ctx.write(
                MqttMessageBuilders.subscribe()
                        .messageId(nextPacket())
                        .addSubscription(AT_LEAST_ONCE, PREFIX + id + "/command")
                        .addSubscription(AT_MOST_ONCE, PREFIX + id + "/ack")
                        .build());
    }

    private void published(ChannelHandlerContext ctx, MqttPublishMessage message) {
        MqttPublishVariableHeader header = message.variableHeader();
        if (message.fixedHeader().qosLevel() != AT_MOST_ONCE)
            ctx.write(
                    new MqttMessage(
                            new MqttFixedHeader(
                                    MqttMessageType.PUBACK, false, AT_MOST_ONCE, false, 2),
                            MqttMessageIdVariableHeader.from(header.packetId())));
        String text = message.payload().toString(StandardCharsets.ISO_8859_1);
        if (header.topicName().endsWith("/command")) device.commanded(text);
        else device.acknowledged(text);
    }

    /**
     * Publishes at QoS 1 on a topic of the device; {@link #flush} sends it. Gives the packet id.
     */
    int publish(String topic, byte[] payload, boolean retained) {
        int number = nextPacket();
        if (context == null) return number;
        wroteNanos = System.nanoTime();
        context.write(
                new MqttPublishMessage(
                        new MqttFixedHeader(
                                MqttMessageType.PUBLISH, false, AT_LEAST_ONCE, retained, 0),
                        new MqttPublishVariableHeader(PREFIX + id + topic, number),
                        Unpooled.wrappedBuffer(payload)));
        return number;
    }

    void flush() {
        if (context != null) context.flush();
    }

    /** Goes away as a device does that loses power: without farewell. */
    void drop() {
        if (context != null) context.flush().close();
    }

    /** Keeps the connection alive. */
    void tick(long nanos) {
        if (context == null || nanos - wroteNanos < PING_NANOS) return;
        wroteNanos = nanos;
        context.writeAndFlush(MqttMessage.PINGREQ);
    }

    private int nextPacket() {
        packet = packet == MAX_PACKET_ID ? 1 : packet + 1;
        return packet;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

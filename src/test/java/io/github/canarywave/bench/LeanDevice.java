package io.github.canarywave.bench;

import static io.netty.handler.codec.mqtt.MqttQoS.AT_LEAST_ONCE;
import static io.netty.handler.codec.mqtt.MqttQoS.AT_MOST_ONCE;

import io.netty.buffer.ByteBuf;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * One device of a lean fleet, by the protocol page: births, held reports that are repeated until
 * acknowledged, the state said again for a repeated command. Confined to the event loop.
 */
final class LeanDevice extends ChannelInboundHandlerAdapter {
    private static final String PREFIX = "canarywave/v1/";
    private static final int KEEP_ALIVE_SECONDS = 120;
    private static final long PING_NANOS = 50_000_000_000L;
    private static final long REPEAT_NANOS = 5_000_000_000L;
    private static final int MAX_PACKET_ID = 65_535;
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final LeanFleet fleet;
    private final int index;
    private final String id;
    private final String reports;
    private final String births;
    private final List<Held> held = new ArrayList<>(3);
    private @Nullable ChannelHandlerContext context;
    private String version;
    private String image;
    private String session;
    private int boot = 1;
    private int connect;
    private int seq;
    private int packet;
    private int birthPacket;
    private long counter;
    private String command = "";
    private String state = "";
    private String wanted = "";
    private int installingSeq;
    private long wrote;
    private boolean wasOnline;

    LeanDevice(LeanFleet fleet, int index) {
        this.fleet = fleet;
        this.index = index;
        id = Seed.id(index);
        reports = PREFIX + id + "/report";
        births = PREFIX + id + "/state";
        version = fleet.options.version();
        image = fleet.options.image();
        session = session();
    }

    int index() {
        return index;
    }

    /** A report that the server may not have on its disk yet. */
    private static final class Held {
        final String session;
        final int seq;
        final byte[] bytes;
        final boolean end;
        long pause = REPEAT_NANOS;
        long due;

        Held(String session, int seq, byte[] bytes, boolean end, long now) {
            this.session = session;
            this.seq = seq;
            this.bytes = bytes;
            this.end = end;
            due = now + pause;
        }
    }

    /** Different for each boot of each device, as if it were random. */
    private String session() {
        long number = index * 1_000_003L + boot;
        char[] text = new char[6];
        for (int i = 0; i < text.length; i++, number /= DIGITS.length())
            text[i] = DIGITS.charAt((int) (number % DIGITS.length()));
        return new String(text);
    }

    @Override
    public boolean isSharable() {
        return true; // the same device comes back in another channel
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        connect++;
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
                        .willMessage(bytes(online(false)))
                        .build());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        context = null;
        if (fleet.options.reconnect() && state.equals("rebooting")) fleet.connect(this);
        else fleet.again(this, new IllegalStateException("connection ended by the broker"));
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
            case SUBACK -> present();
            case PUBLISH -> published(ctx, (MqttPublishMessage) message);
            case PUBACK -> puback((MqttMessageIdVariableHeader) message.variableHeader());
            default -> {}
        }
    }

    private void subscribe(ChannelHandlerContext ctx, MqttConnAckMessage connected) {
        if (connected.variableHeader().connectReturnCode()
                != MqttConnectReturnCode.CONNECTION_ACCEPTED)
            throw new IllegalStateException(
                    id + " refused: " + connected.variableHeader().connectReturnCode());
        ctx.write(
                MqttMessageBuilders.subscribe()
                        .messageId(nextPacket())
                        .addSubscription(AT_LEAST_ONCE, PREFIX + id + "/command")
                        .addSubscription(AT_MOST_ONCE, PREFIX + id + "/ack")
                        .build());
    }

    private void present() {
        publish(PREFIX + id + "/online", bytes(online(true)), true);
        birth();
        for (Held report : held) publish(reports, report.bytes, false);
        if (state.equals("rebooting")) started();
    }

    private void puback(MqttMessageIdVariableHeader header) {
        if (wasOnline || header.messageId() != birthPacket) return;
        wasOnline = true;
        fleet.online();
    }

    private void published(ChannelHandlerContext ctx, MqttPublishMessage message) {
        MqttPublishVariableHeader header = message.variableHeader();
        if (message.fixedHeader().qosLevel() != AT_MOST_ONCE)
            ctx.write(
                    new MqttMessage(
                            new MqttFixedHeader(
                                    MqttMessageType.PUBACK, false, AT_MOST_ONCE, false, 2),
                            MqttMessageIdVariableHeader.from(header.packetId())));
        if (header.topicName().endsWith("/command")) commanded(text(message.payload()));
        else acknowledged(text(message.payload()));
    }

    private void commanded(String said) {
        String named = member(said, "\"id\":\"");
        if (named.equals(command)) {
            sayPresentState();
            return;
        }
        long number = number(said, "\"counter\":");
        if (number <= counter || said.contains("\"withdraw\":true")) {
            fleet.campaign.otherCommands++;
            return;
        }
        counter = number;
        command = named;
        fleet.campaign.commanded();
        if (!fleet.options.act()) return;
        wanted = member(said, "\"version\":\"");
        report("accepted", false);
        installingSeq = report("installing", false);
    }

    private void sayPresentState() {
        fleet.campaign.repeats++;
        birth();
        if (!held.isEmpty()) publish(reports, held.getLast().bytes, false);
        else if (fleet.options.act()) report(state, state.equals("confirmed"));
    }

    private void acknowledged(String said) {
        String of = member(said, "\"session\":\"");
        long number = number(said, "\"seq\":");
        for (Iterator<Held> reportsHeld = held.iterator(); reportsHeld.hasNext(); ) {
            Held report = reportsHeld.next();
            if (report.seq != number || !report.session.equals(of)) continue;
            reportsHeld.remove();
            if (report.end) fleet.campaign.confirmed();
            else if (report.seq == installingSeq && state.equals("installing")) reboot();
        }
    }

    private void reboot() {
        state = "rebooting";
        publish(reports, bytes(said("rebooting", -1)), false);
        image = fleet.campaign.image(wanted);
        version = wanted;
        boot++;
        session = session();
        seq = 0;
        if (fleet.options.reconnect()) {
            connect = 0;
            if (context != null) context.flush().close();
        } else {
            connect = 1;
            birth();
            started();
        }
    }

    /** The new image runs, is healthy at once, and says so. */
    private void started() {
        report("confirmed", true);
    }

    private int report(String word, boolean end) {
        state = word;
        byte[] bytes = bytes(said(word, ++seq));
        held.add(new Held(session, seq, bytes, end, System.nanoTime()));
        publish(reports, bytes, false);
        return seq;
    }

    private String said(String word, int number) {
        return "{\"session\":\""
                + session
                + (number < 0 ? "\"" : "\",\"seq\":" + number)
                + ",\"id\":\""
                + command
                + "\",\"state\":\""
                + word
                + "\"}";
    }

    private void birth() {
        String standing =
                command.isEmpty()
                        ? ""
                        : ",\"command\":{\"id\":\""
                                + command
                                + "\",\"state\":\""
                                + (state.equals("rebooting") ? "probation" : state)
                                + "\"}";
        birthPacket =
                publish(
                        births,
                        bytes(
                                "{\"protocol\":1,\"model\":\""
                                        + fleet.options.model()
                                        + "\",\"version\":\""
                                        + version
                                        + "\",\"security_version\":0,\"image\":\""
                                        + image
                                        + "\",\"slot\":\"a\",\"boot\":"
                                        + boot
                                        + ",\"boot_reason\":\"update\",\"session\":\""
                                        + session
                                        + "\",\"connect\":"
                                        + connect
                                        + ",\"epoch\":"
                                        + (counter == 0 ? 0 : 1)
                                        + ",\"counter\":"
                                        + counter
                                        + standing
                                        + ",\"can\":[\"range\"]}"),
                        true);
    }

    private String online(boolean yes) {
        return "{\"online\":" + yes + ",\"session\":\"" + session + "\",\"connect\":" + connect + "}";
    }

    /** Repeats what is due, and keeps the connection alive. */
    void tick(long now) {
        if (context == null || !wasOnline) return;
        boolean flush = false;
        for (Held report : held) {
            if (report.due - now > 0) continue;
            report.pause *= 2;
            report.due = now + report.pause;
            publish(reports, report.bytes, false);
            fleet.campaign.repeats++;
            flush = true;
        }
        if (now - wrote > PING_NANOS) {
            wrote = now;
            context.write(MqttMessage.PINGREQ);
            flush = true;
        }
        if (flush) context.flush();
    }

    private int publish(String topic, byte[] payload, boolean retained) {
        int number = nextPacket();
        if (context == null) return number;
        wrote = System.nanoTime();
        context.write(
                new MqttPublishMessage(
                        new MqttFixedHeader(
                                MqttMessageType.PUBLISH, false, AT_LEAST_ONCE, retained, 0),
                        new MqttPublishVariableHeader(topic, number),
                        Unpooled.wrappedBuffer(payload)));
        return number;
    }

    private int nextPacket() {
        packet = packet == MAX_PACKET_ID ? 1 : packet + 1;
        return packet;
    }

    private static String text(ByteBuf payload) {
        return payload.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A text behind these characters; the server writes no spaces. */
    private static String member(String json, String key) {
        int start = json.indexOf(key) + key.length();
        if (start < key.length()) throw new IllegalStateException("no " + key + " in " + json);
        return json.substring(start, json.indexOf('"', start));
    }

    private static long number(String json, String key) {
        int start = json.indexOf(key) + key.length();
        if (start < key.length()) throw new IllegalStateException("no " + key + " in " + json);
        int end = start;
        while (end < json.length() && Character.isDigit(json.charAt(end))) end++;
        return Long.parseLong(json, start, end, 10);
    }
}

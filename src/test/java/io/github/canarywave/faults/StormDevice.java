package io.github.canarywave.faults;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A device that takes a command, never begins, and reports as fast as it is told: MQTT 3.1.1
 * without TLS, in as few lines as it takes. Keeps each numbered report until its acknowledgement
 * and repeats it, as the protocol page says, but holds any number. Safe from any thread.
 */
final class StormDevice implements AutoCloseable {
    private static final String PREFIX = "canarywave/v1/";
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int CONNECT = 0x10;
    private static final int PUBLISH_QOS1 = 0x32;
    private static final int PUBLISH_QOS1_RETAINED = 0x33;
    private static final int SUBSCRIBE = 0x82;
    private static final int PUBACK = 0x40;

    final String id;
    private final Socket socket;
    private final OutputStream out;
    private final Map<Integer, Held> held = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
    private volatile @Nullable String command;
    private volatile boolean broken;
    private volatile long slowestAckNanos;
    private int seq;
    private int packet;
    private long bytes;

    private record Held(String payload, long sinceNanos, long dueNanos, long pauseNanos) {}

    /** Connects, subscribes and says its state. */
    StormDevice(int port, String id, String token) throws IOException {
        this.id = id;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        send(CONNECT, connect(token));
        send(SUBSCRIBE, subscribe());
        String birth =
                """
                {"protocol":1,"model":"thermostat-esp32","version":"1.0.0","boot":1,\
                "boot_reason":"power-on","session":"storm","connect":1,"epoch":0,"counter":0}""";
        publish("online", "{\"online\":true,\"session\":\"storm\",\"connect\":1}", true);
        publish("state", birth, true);
        Thread.ofVirtual().name("storm-" + id).start(this::listen);
    }

    boolean isCommanded() {
        return command != null;
    }

    boolean isBroken() {
        return broken;
    }

    /** Reports said and not acknowledged yet. */
    int open() {
        return held.size();
    }

    /** Numbers of all reports that were acknowledged. */
    List<Integer> acknowledged() {
        return new ArrayList<>(acknowledged);
    }

    int said() {
        return seq;
    }

    double slowestAckSeconds() {
        return slowestAckNanos / 1e9;
    }

    /** Says a numbered report that says nothing new. */
    void reportNumbered() throws IOException {
        int number = ++seq;
        String payload = text("\"seq\":" + number + ",", "accepted", "");
        long now = System.nanoTime();
        held.put(number, new Held(payload, now, now + REPEAT_NANOS, REPEAT_NANOS));
        publish("report", payload, false);
    }

    /** Says how far its download came. */
    void reportProgress() throws IOException {
        bytes += 100;
        publish("report", text("", "downloading", ",\"bytes\":" + bytes), false);
    }

    private String text(String number, String state, String more) {
        return "{\"session\":\"storm\",%s\"id\":\"%s\",\"state\":\"%s\"%s}"
                .formatted(number, command, state, more);
    }

    /** Says again what is due. */
    void repeatDue() throws IOException {
        long now = System.nanoTime();
        for (int number : List.copyOf(held.keySet())) {
            Held report = held.get(number);
            if (report == null || report.dueNanos() > now) continue;
            long pause = 2 * report.pauseNanos();
            Held next = new Held(report.payload(), report.sinceNanos(), now + pause, pause);
            if (held.replace(number, report, next)) publish("report", report.payload(), false);
        }
    }

    // ---- MQTT

    private byte[] connect(String token) {
        Packet packet = new Packet();
        packet.text("MQTT").number8(4).number8(0xC2).number16(120);
        return packet.text(id).text(id).text(token).bytes();
    }

    private byte[] subscribe() {
        Packet packet = new Packet().number16(1);
        packet.text(PREFIX + id + "/command").number8(1);
        return packet.text(PREFIX + id + "/ack").number8(0).bytes();
    }

    private synchronized void publish(String kind, String payload, boolean retained)
            throws IOException {
        packet = packet % 65_535 + 1;
        Packet publish = new Packet().text(PREFIX + id + "/" + kind).number16(packet);
        send(
                retained ? PUBLISH_QOS1_RETAINED : PUBLISH_QOS1,
                publish.raw(payload.getBytes(StandardCharsets.UTF_8)).bytes());
    }

    private synchronized void send(int type, byte[] body) throws IOException {
        Packet whole = new Packet().number8(type);
        int length = body.length;
        do {
            whole.number8((length % 128) | (length >= 128 ? 0x80 : 0));
            length /= 128;
        } while (length > 0);
        out.write(whole.raw(body).bytes());
    }

    private void listen() {
        try {
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (true) {
                int type = in.readUnsignedByte();
                byte[] body = new byte[length(in)];
                in.readFully(body);
                if (type >> 4 == 3) heard(type, body);
            }
        } catch (IOException e) {
            broken = !socket.isClosed();
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            length |= (next & 0x7F) << shift;
            if (next < 0x80) return length;
        }
    }

    private void heard(int type, byte[] body) throws IOException {
        int topicEnd = 2 + (((body[0] & 0xFF) << 8) | (body[1] & 0xFF));
        boolean numbered = (type & 0x06) != 0;
        String topic = new String(body, 2, topicEnd - 2, StandardCharsets.UTF_8);
        int from = topicEnd + (numbered ? 2 : 0);
        String payload = new String(body, from, body.length - from, StandardCharsets.UTF_8);
        if (numbered) send(PUBACK, new byte[] {body[topicEnd], body[topicEnd + 1]});
        if (topic.endsWith("/ack")) acknowledge(payload);
        else command = payload.replaceAll("(?s)^\\{\"id\":\"(\\w+)\".*", "$1");
    }

    private void acknowledge(String payload) {
        int number = Integer.parseInt(payload.replaceAll(".*\"seq\":(\\d+).*", "$1"));
        Held report = held.remove(number);
        if (report == null) return;
        long took = System.nanoTime() - report.sinceNanos();
        if (took > slowestAckNanos) slowestAckNanos = took;
        acknowledged.add(number);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    /** Bytes of a packet while it is built. */
    private static final class Packet {
        private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

        Packet number8(int value) {
            bytes.write(value);
            return this;
        }

        Packet number16(int value) {
            return number8(value >> 8).number8(value);
        }

        Packet text(String text) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            return number16(encoded.length).raw(encoded);
        }

        Packet raw(byte[] more) {
            bytes.writeBytes(more);
            return this;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}

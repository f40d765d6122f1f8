package io.github.canarywave.bench;

import static io.github.canarywave.bench.LeanLine.bytes;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * One device of a lean fleet, by the protocol page: births, held reports that are repeated until
 * acknowledged, the state said again for a repeated command. Confined to the event loop.
 */
final class LeanDevice {
    private static final long REPEAT_NANOS = 5_000_000_000L;
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SESSION_CHARACTERS = 6;

    private final LeanFleet fleet;
    private final int index;
    private final LeanLine line;
    private final List<Held> held = new ArrayList<>(3);
    private String version;
    private String image;
    private String session;
    private int boot = 1;
    private int connect;
    private int seq;
    private int birthPacket;
    private boolean wasOnline;
    private long counter;
    private String command = "";
    private String state = "";
    private String wanted = "";
    private int installingSeq;

    LeanDevice(LeanFleet fleet, int index) {
        this.fleet = fleet;
        this.index = index;
        line = new LeanLine(Seed.id(index), this);
        version = fleet.options.version();
        image = fleet.options.image();
        session = session();
    }

    /** A report that the server may not have on its disk yet. */
    private static final class Held {
        final String session;
        final int seq;
        final byte[] bytes;
        final String state;
        long pause = REPEAT_NANOS;
        long due;

        Held(String session, int seq, byte[] bytes, String state, long now) {
            this.session = session;
            this.seq = seq;
            this.bytes = bytes;
            this.state = state;
            due = now + pause;
        }
    }

    int index() {
        return index;
    }

    LeanLine line() {
        return line;
    }

    /** Different for each boot of each device, as if it were random. */
    private String session() {
        long number = index * 1_000_003L + boot;
        char[] text = new char[SESSION_CHARACTERS];
        for (int i = 0; i < text.length; i++, number /= DIGITS.length())
            text[i] = DIGITS.charAt((int) (number % DIGITS.length()));
        return new String(text);
    }

    void connected() {
        connect++;
    }

    void disconnected() {
        if (state.equals("rebooting")) fleet.connect(this);
        else fleet.again(this, new IllegalStateException("connection ended by the broker"));
    }

    /** Subscribed: says what there is to say at each connection. */
    void present() {
        line.publish("/online", bytes(online(true)), true);
        birth();
        for (Held report : held) line.publish("/report", report.bytes, false);
        if (state.equals("rebooting")) report("confirmed");
    }

    /** The broker took a message. */
    void taken(int packet) {
        if (wasOnline || packet != birthPacket) return;
        wasOnline = true;
        fleet.online();
    }

    void commanded(String said) {
        String named = Said.text(said, "id");
        if (named.equals(command)) {
            sayPresentState();
            return;
        }
        long number = Said.number(said, "counter");
        if (number <= counter || said.contains("\"withdraw\":true")) {
            fleet.campaign.otherCommands++;
            return;
        }
        counter = number;
        command = named;
        wanted = Said.text(said, "version");
        fleet.campaign.commanded(said.length());
        if (fleet.options.holding()) return;
        report("accepted");
        installing();
    }

    /** In a fleet that holds: begins to act, or goes on. */
    void act(String word) {
        switch (word) {
            case "accepted" -> report("accepted");
            case "installing" -> installing();
            default -> reboot();
        }
        line.flush();
    }

    /** Nobody will acknowledge: the bare client is no server. */
    void forget() {
        held.clear();
    }

    private void sayPresentState() {
        fleet.campaign.repeats++;
        birth();
        if (!held.isEmpty()) line.publish("/report", held.getLast().bytes, false);
        else if (!state.isEmpty()) report(state);
    }

    void acknowledged(String said) {
        String of = Said.text(said, "session");
        long number = Said.number(said, "seq");
        for (Iterator<Held> reports = held.iterator(); reports.hasNext(); ) {
            Held report = reports.next();
            if (report.seq != number || !report.session.equals(of)) continue;
            reports.remove();
            fleet.campaign.acknowledged(report.state);
            boolean go = report.seq == installingSeq && state.equals("installing");
            if (go && !fleet.options.holding()) {
                reboot();
                return;
            }
        }
    }

    private void installing() {
        report("installing");
        installingSeq = seq;
    }

    private void reboot() {
        state = "rebooting";
        line.publish("/report", bytes(said("rebooting", -1)), false);
        image = fleet.campaign.image(wanted);
        version = wanted;
        boot++;
        session = session();
        seq = 0;
        connect = 0;
        if (fleet.options.reconnect()) {
            line.drop();
            return;
        }
        connect = 1;
        birth();
        report("confirmed");
    }

    private void report(String word) {
        state = word;
        byte[] bytes = bytes(said(word, ++seq));
        held.add(new Held(session, seq, bytes, word, System.nanoTime()));
        line.publish("/report", bytes, false);
    }

    private String said(String word, int number) {
        String numbered = number < 0 ? "" : ",\"seq\":" + number;
        return "{\"session\":\""
                + session
                + "\""
                + numbered
                + ",\"id\":\""
                + command
                + "\",\"state\":\""
                + word
                + "\"}";
    }

    private void birth() {
        birthPacket =
                line.publish(
                        "/state",
                        bytes(
                                "{\"protocol\":1,\"model\":\""
                                        + Seed.MODEL
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
                                        + standing()
                                        + ",\"can\":[\"range\"]}"),
                        true);
    }

    private String standing() {
        if (state.isEmpty()) return "";
        String word = state.equals("rebooting") ? "probation" : state;
        return ",\"command\":{\"id\":\"" + command + "\",\"state\":\"" + word + "\"}";
    }

    String online(boolean yes) {
        return "{\"online\":"
                + yes
                + ",\"session\":\""
                + session
                + "\",\"connect\":"
                + connect
                + "}";
    }

    /** Repeats what is due, and keeps the connection alive. */
    void tick(long nanos) {
        if (!wasOnline) return;
        for (Held report : held) {
            if (report.due - nanos > 0) continue;
            report.pause *= 2;
            report.due = nanos + report.pause;
            line.publish("/report", report.bytes, false);
            line.flush();
            fleet.campaign.repeats++;
        }
        line.tick(nanos);
    }
}

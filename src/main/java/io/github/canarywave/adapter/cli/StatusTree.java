package io.github.canarywave.adapter.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A rollout as a tree of waves and gates, for people. */
final class StatusTree {
    /** Lines; older events are in the campaign's history. */
    private static final int EVENTS_SHOWN = 6;

    private static final int INDENT = 4;
    private static final int LABEL_WIDTH = 10;
    private static final int PAIR_WIDTH = 40;
    private static final int STATUS_WIDTH = 12;

    private final Tree status;
    private final Terminal terminal;
    private final int nameWidth;
    private final List<String> lines = new ArrayList<>();

    private StatusTree(Tree status, Terminal terminal) {
        this.status = status;
        this.terminal = terminal;
        this.nameWidth = nameWidth(status);
    }

    /** The whole picture at this instant, one text a line, coloured where there are colours. */
    static List<String> lines(Tree status, Instant now, Terminal terminal) {
        StatusTree tree = new StatusTree(status, terminal);
        tree.header(now);
        tree.waves();
        tree.events();
        return tree.lines;
    }

    private void header(Instant now) {
        String state = status.text("state");
        String elapsed = elapsed(status, now).map(Words::clock).orElse("-");
        lines.add(
                pair("Name:", status.text("name"), PAIR_WIDTH)
                        + "Status:  "
                        + coloured(Marks.campaign(state), state, 14)
                        + "Elapsed: "
                        + elapsed);
        lines.add(
                pair("Release:", status.text("product") + " " + status.text("version"), PAIR_WIDTH)
                        + Table.padded("Devices: " + status.number("cohort"), 23, false)
                        + "Running: "
                        + status.number("inFlight")
                        + " of "
                        + status.number("window"));
        if (!status.text("reason").isEmpty()) lines.add(pair("Why:", status.text("reason"), 0));
        String rollback = status.at("rollback").text("text");
        if (!rollback.isEmpty()) lines.add(pair("Rollback:", rollback, 0));
    }

    /** How long it has run, or ran. */
    static java.util.Optional<Duration> elapsed(Tree status, Instant now) {
        Instant end = status.instant("endedAt").orElse(now);
        return status.instant("startedAt").map(start -> Duration.between(start, end));
    }

    private static String pair(String label, String value, int width) {
        String text = Table.padded(label, LABEL_WIDTH, false) + value;
        return width == 0 ? text : Table.padded(text + "  ", width, false);
    }

    private void waves() {
        String state = status.text("state");
        lines.add(row("NAME", "STATUS", "DEVICES", "OK", "FAIL", "RUN", "INFO"));
        List<Tree> waves = status.list("waves");
        lines.add(
                counted(
                        "⟳ " + status.text("name"),
                        coloured(Marks.campaign(state), state, STATUS_WIDTH),
                        status.number("cohort"),
                        Tally.of(waves),
                        ""));
        for (int i = 0; i < waves.size(); i++) wave(waves.get(i), i == waves.size() - 1);
    }

    private void wave(Tree wave, boolean last) {
        String state = wave.text("state");
        int longest = longestWaveName(status);
        lines.add(
                counted(
                        (last ? "└── ≈ " : "├── ≈ ") + waveName(wave, longest),
                        coloured(Marks.wave(state), Words.capital(state), STATUS_WIDTH),
                        wave.number("devices"),
                        Tally.of(List.of(wave)),
                        wave.text("info")));
        List<Tree> gates = wave.list("gates");
        if (state.equals("waiting")) return; // nothing to tell before it opens
        for (int i = 0; i < gates.size(); i++)
            gate(gates.get(i), (last ? "    " : "│   ") + (i == gates.size() - 1 ? "└──" : "├──"));
    }

    private void gate(Tree gate, String branch) {
        String name = gate.text("name");
        String word = gate.text("status");
        String text = gate.text("text");
        String seen = text.startsWith(name + " ") ? text.substring(name.length() + 1) : text;
        lines.add(
                (Table.padded(branch + " α " + name, nameWidth, false)
                                + "  "
                                + coloured(Marks.gate(word), Words.capital(word), STATUS_WIDTH)
                                + "  "
                                + seen)
                        .stripTrailing());
    }

    private void events() {
        List<Tree> events = status.list("events");
        events.subList(0, Math.min(EVENTS_SHOWN, events.size())).reversed().stream()
                .map(e -> event(e, terminal))
                .forEach(lines::add);
    }

    /** An event in one line. */
    static String event(Tree event, Terminal terminal) {
        String at = event.instant("at").map(t -> Words.time(t, terminal.zone())).orElse("        ");
        return (at + " " + Table.padded(event.text("what"), 14, false) + " " + event.text("why"))
                .stripTrailing();
    }

    private String counted(String name, String mark, long devices, Tally tally, String info) {
        boolean idle = tally.ok() + tally.failed() + tally.running() == 0;
        return row(
                name,
                mark,
                Long.toString(devices),
                idle ? "" : Long.toString(tally.ok()),
                idle ? "" : Long.toString(tally.failed()),
                idle ? "" : Long.toString(tally.running()),
                info);
    }

    private String row(String name, String mark, String... cells) {
        String plain = mark.startsWith("\033") ? mark : Table.padded(mark, STATUS_WIDTH, false);
        return (Table.padded(name, nameWidth, false)
                        + "  "
                        + plain
                        + Table.padded(cells[0], 9, true)
                        + Table.padded(cells[1], 6, true)
                        + Table.padded(cells[2], 6, true)
                        + Table.padded(cells[3], 5, true)
                        + "   "
                        + cells[4])
                .stripTrailing();
    }

    private String coloured(Marks mark, String word, int width) {
        String text = mark.sign() + " " + word;
        return terminal.in(mark.colour(), text) + " ".repeat(Math.max(0, width - text.length()));
    }

    private static int nameWidth(Tree status) {
        int longest = longestWaveName(status);
        int width = status.text("name").length() + 2;
        for (Tree wave : status.list("waves")) {
            width = Math.max(width, 6 + waveName(wave, longest).length());
            for (Tree gate : wave.list("gates"))
                width = Math.max(width, INDENT + 6 + gate.text("name").length());
        }
        return width;
    }

    private static int longestWaveName(Tree status) {
        return status.list("waves").stream().mapToInt(w -> w.text("name").length()).max().orElse(0);
    }

    private static String waveName(Tree wave, int longest) {
        return Table.padded(wave.text("name"), longest, false) + "  up to " + wave.text("upTo");
    }

    /** Devices of some waves by how they fare. */
    record Tally(long ok, long failed, long running) {
        static Tally of(List<Tree> waves) {
            return new Tally(sum(waves, "ok"), sum(waves, "failed"), sum(waves, "running"));
        }

        private static long sum(List<Tree> waves, String field) {
            return waves.stream().mapToLong(w -> w.number(field)).sum();
        }
    }
}

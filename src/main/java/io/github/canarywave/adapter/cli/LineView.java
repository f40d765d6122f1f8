package io.github.canarywave.adapter.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints a line for each change, for logs and pipes. */
final class LineView implements StatusView {
    /** Counts change twice a second; a log needs them now and then. */
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final Map<String, String> told = new HashMap<>();
    private final Set<String> eventsTold = new LinkedHashSet<>();
    private Instant counted = Instant.EPOCH;

    LineView(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(Tree status) {
        status.list("events").reversed().forEach(this::event);
        for (Tree wave : status.list("waves")) {
            wave.list("gates").forEach(gate -> gate(wave, gate));
            wave(wave);
        }
        campaign(status);
    }

    @Override
    public void tick() {
        // nothing changed
    }

    @Override
    public void note(String line) {
        terminal.note(line);
    }

    @Override
    public void end(Tree status) {
        show(status);
        terminal.print("");
        terminal.print(Summary.lines(status, terminal.clock().instant(), terminal));
    }

    private void event(Tree event) {
        String line = StatusTree.event(event, terminal);
        if (eventsTold.add(line)) terminal.print(line);
    }

    private void gate(Tree wave, Tree gate) {
        String state = gate.text("status");
        if (wave.text("state").equals("waiting")) return;
        if (changed("gate " + wave.text("name") + " " + gate.text("name"), state))
            say("gate", wave.text("name") + " " + state + ": " + gate.text("text"));
    }

    private void wave(Tree wave) {
        String state = wave.text("state");
        boolean quiet = state.equals("waiting");
        if (changed("wave " + wave.text("name"), state) && !quiet)
            say(
                    "wave",
                    wave.text("name")
                            + " "
                            + state
                            + ": "
                            + counts(StatusTree.Tally.of(List.of(wave)), wave.number("devices"))
                            + (wave.text("info").isEmpty() ? "" : ", " + wave.text("info")));
    }

    private void campaign(Tree status) {
        Instant now = terminal.clock().instant();
        String counts = counts(StatusTree.Tally.of(status.list("waves")), status.number("cohort"));
        boolean turned = changed("state", status.text("state"));
        boolean due = Duration.between(counted, now).compareTo(BETWEEN_COUNTS) >= 0;
        if (!turned && !(due && changed("counts", counts))) return;
        told.put("counts", counts);
        counted = now;
        say("campaign", status.text("state") + ": " + counts);
    }

    private boolean changed(String what, String value) {
        return !value.equals(told.put(what, value));
    }

    private void say(String what, String text) {
        String at = Words.time(terminal.clock().instant(), terminal.zone());
        terminal.print(at + " " + Table.padded(what, 14, false) + " " + text);
    }

    private static String counts(StatusTree.Tally tally, long devices) {
        return tally.ok()
                + " of "
                + devices
                + " ok, "
                + tally.failed()
                + " failed, "
                + tally.running()
                + " running";
    }
}

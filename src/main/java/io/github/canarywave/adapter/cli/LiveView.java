package io.github.canarywave.adapter.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Draws the tree over itself on a terminal and keeps what was printed before it. */
final class LiveView implements StatusView {
    /** At most 5 pictures a second: more flickers, and a slow line cannot follow. */
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";
    private static final String ERASE_LINE = "\033[2K";
    private static final String ERASE_BELOW = "\033[J";

    private final Terminal terminal;
    private final PrintStream out;
    private Tree status = Tree.empty();
    private String note = "";
    private Instant drawn = Instant.EPOCH;
    private int height;

    LiveView(Terminal terminal) {
        this.terminal = terminal;
        this.out = terminal.out();
    }

    @Override
    public void show(Tree present) {
        status = present;
        note = "";
        draw(false);
    }

    @Override
    public void tick() {
        draw(false);
    }

    @Override
    public void note(String line) {
        note = line;
        draw(true);
    }

    @Override
    public void end(Tree last) {
        status = last;
        draw(true);
        out.println();
        terminal.print(Summary.lines(last, terminal.clock().instant(), terminal));
    }

    private void draw(boolean always) {
        Instant now = terminal.clock().instant();
        if (status.node().isMissingNode()) return;
        if (!always && Duration.between(drawn, now).compareTo(BETWEEN) < 0) return;
        drawn = now;
        List<String> lines = new ArrayList<>(StatusTree.lines(status, now, terminal));
        if (!note.isEmpty()) lines.add(note);
        int room = Math.max(1, terminal.lines() - 1);
        paint(lines.subList(0, Math.min(room, lines.size())));
    }

    private void paint(List<String> lines) {
        StringBuilder frame = new StringBuilder(NO_WRAP); // a wrapped line would shift all below
        if (height > 0) frame.append("\033[").append(height).append('A');
        for (String line : lines)
            frame.append('\r').append(ERASE_LINE).append(terminal.shown(line)).append('\n');
        frame.append(ERASE_BELOW).append(WRAP);
        height = lines.size();
        out.print(frame);
        out.flush();
    }
}

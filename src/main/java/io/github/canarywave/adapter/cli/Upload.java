package io.github.canarywave.adapter.cli;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A file on its way to the server, with a bar where a person watches. */
final class Upload implements AutoCloseable {
    private static final int SLICE_BYTES = 16 * 1024;
    private static final int BAR_WIDTH = 20;
    private static final int PERCENT = 100;

    private final byte[] content;
    private final Terminal terminal;
    private int shownPercent = -1;

    Upload(byte[] content, Terminal terminal) {
        this.content = content;
        this.terminal = terminal;
    }

    /** The bytes in slices; taking one moves the bar. */
    BodyPublisher body() {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofByteArrays(this::slices), content.length);
    }

    private Iterator<byte[]> slices() {
        return IntStream.range(0, (content.length + SLICE_BYTES - 1) / SLICE_BYTES)
                .mapToObj(this::slice)
                .iterator();
    }

    private byte[] slice(int number) {
        int from = number * SLICE_BYTES;
        int to = Math.min(content.length, from + SLICE_BYTES);
        show((int) ((long) to * PERCENT / content.length));
        return Arrays.copyOfRange(content, from, to);
    }

    private void show(int percent) {
        if (!terminal.redraws() || percent == shownPercent) return;
        shownPercent = percent;
        int full = percent * BAR_WIDTH / PERCENT;
        String bar = "█".repeat(full) + " ".repeat(BAR_WIDTH - full);
        String line = Words.bytes(content.length) + " [" + bar + "] " + percent + "%";
        terminal.err().print("\r" + terminal.shown(line));
        terminal.err().flush();
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (shownPercent < 0) return;
        terminal.err().print("\r\033[2K");
        terminal.err().flush();
    }
}

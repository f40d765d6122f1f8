package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The states of one campaign as the server sends them (server-sent events). For one reader. */
final class EventStream implements AutoCloseable {
    /** What came next. */
    sealed interface Next {
        record State(Tree status) implements Next {}

        /** Nothing within the time given. */
        record Silence() implements Next {}

        /** The connection is of no more use. */
        record Ended(String why) implements Next {}
    }

    /** Three times the interval at which the server sends a comment. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(45);

    /** Events; when we are slow, TCP slows the server, which sends only the latest. */
    private static final int WAITING = 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<Next> waiting = new ArrayBlockingQueue<>(WAITING);
    private final InputStream body;
    private final Thread reader;
    private volatile long lastHeard = System.nanoTime();

    EventStream(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().name("events").start(this::read);
    }

    /** Waits at most this long for what comes next. */
    Next next(Duration atMost) throws InterruptedException {
        Next next = waiting.poll(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        if (next != null) return next;
        boolean dead = System.nanoTime() - lastHeard > DEAD_AFTER.toNanos();
        return dead
                ? new Next.Ended("nothing heard for " + DEAD_AFTER.toSeconds() + " s")
                : new Next.Silence();
    }

    private void read() {
        try {
            waiting.put(new Next.Ended(readAll()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed by the one who reads
        }
    }

    /** Delivers until the end; why it ended. */
    private String readAll() throws InterruptedException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                lastHeard = System.nanoTime();
                if (line.startsWith("data:")) data.append(line.substring(5).strip());
                if (line.isEmpty()) deliver(data);
            }
            return "the server closed the connection";
        } catch (IOException e) {
            return "the connection broke: " + e.getMessage();
        }
    }

    private void deliver(StringBuilder data) throws IOException, InterruptedException {
        if (data.isEmpty()) return;
        waiting.put(new Next.State(new Tree(JSON.readTree(data.toString()))));
        data.setLength(0);
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            body.close();
        } catch (IOException _) {
            // nobody reads it any more
        }
    }
}

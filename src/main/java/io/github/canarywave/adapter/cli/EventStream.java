package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the server tells of one campaign (server-sent events). For one reader. */
final class EventStream implements AutoCloseable {
    /** What came next. */
    sealed interface Next {
        /**
         * What the server told.
         *
         * @param event what kind of thing, as {@code state}
         * @param place the place up to which we know what happened then; absent: as before
         */
        record Told(String event, OptionalLong place, Tree data) implements Next {}

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
            Message message = new Message();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                lastHeard = System.nanoTime();
                if (line.isEmpty()) {
                    deliver(message);
                    message = new Message();
                } else message.take(line);
            }
            return "the server closed the connection";
        } catch (IOException e) {
            return "the connection broke: " + e.getMessage();
        }
    }

    private void deliver(Message message) throws IOException, InterruptedException {
        if (message.data.isEmpty()) return;
        Tree data = new Tree(JSON.readTree(message.data.toString()));
        waiting.put(new Next.Told(message.event, message.place, data));
    }

    /** The lines between two empty ones (HTML, 9.2.6). Confined to the reading thread. */
    private static final class Message {
        private final StringBuilder data = new StringBuilder();
        private String event = "message";
        private OptionalLong place = OptionalLong.empty();

        void take(String line) {
            if (line.startsWith("data:")) data.append(line.substring(5).strip());
            if (line.startsWith("event:")) event = line.substring(6).strip();
            if (line.startsWith("id:") && line.substring(3).strip().matches("[0-9]{1,18}"))
                place = OptionalLong.of(Long.parseLong(line.substring(3).strip()));
        }
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

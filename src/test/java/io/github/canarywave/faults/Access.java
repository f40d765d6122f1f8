package io.github.canarywave.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the server wrote down of the requests at its device port, each when it was over. */
record Access(List<Request> requests) {
    /** The server keeps so many old files; of what was in an older one nothing can be told. */
    private static final int OLD_MAX = 5;

    /**
     * A request for an image.
     *
     * @param startMs wall clock, as it was when the request began
     * @param status of the answer
     * @param ended how the answer came to its end
     */
    record Request(
            long startMs, String device, String campaign, int attempt, int status, String ended) {
        boolean brings() {
            return status / 100 == 2;
        }
    }

    Access {
        requests = List.copyOf(requests);
    }

    /**
     * Reads the file and those that were put aside.
     *
     * @throws IllegalStateException when some may have been thrown away
     */
    static Access read(Path file) {
        List<Request> requests = new ArrayList<>();
        if (Files.exists(old(file, OLD_MAX)))
            throw new IllegalStateException(file + " was rolled so often that lines are lost");
        for (int i = OLD_MAX; i > 0; i--) add(old(file, i), requests);
        add(file, requests);
        return new Access(requests);
    }

    private static Path old(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void add(Path file, List<Request> to) {
        if (!Files.exists(file)) return;
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> line.contains(" remote=")).map(Access::request).forEach(to::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Request request(String line) {
        Map<String, String> values = new HashMap<>();
        for (String word : line.split(" ", -1)) {
            int at = word.indexOf('=');
            if (at > 0) values.put(word.substring(0, at), word.substring(at + 1));
        }
        long overMs = Instant.parse(line.substring(0, line.indexOf(' '))).toEpochMilli();
        String attempt = values.getOrDefault("attempt", "-");
        return new Request(
                overMs - Long.parseLong(values.getOrDefault("duration_ms", "0")),
                values.getOrDefault("device", "-"),
                values.getOrDefault("campaign", "-"),
                attempt.equals("-") ? 0 : Integer.parseInt(attempt),
                Integer.parseInt(values.getOrDefault("status", "0")),
                values.getOrDefault("ended", "-"));
    }
}

package io.github.canarywave.adapter.broker.extension;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of lines {@code name:value}, read again within a second when it was replaced. While what
 * replaced it cannot be read, the lines before it count. Safe from any thread.
 */
final class LineFile {
    private static final Logger LOG = LoggerFactory.getLogger(LineFile.class);

    /** A mass reconnect asks thousands of times a second. */
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,35}");

    private final Path file;
    private final Pattern value;
    private Map<String, String> lines;
    private String stamp;
    private long lookedNanos;

    /**
     * Reads it; a file that is not there has no lines.
     *
     * @param value what stands after the colon
     * @throws IllegalArgumentException when a line is none of this form
     */
    LineFile(Path file, Pattern value) {
        this.file = file;
        this.value = value;
        stamp = stampNow();
        lines = read();
        lookedNanos = System.nanoTime();
    }

    /** The value of this name. */
    synchronized Optional<String> get(String name) {
        long now = System.nanoTime();
        if (now - lookedNanos >= LOOK_EVERY_NANOS) {
            lookedNanos = now;
            lookAgain();
        }
        return Optional.ofNullable(lines.get(name));
    }

    private void lookAgain() {
        String fresh = stampNow();
        if (fresh.equals(stamp)) return;
        stamp = fresh;
        try {
            lines = read();
            LOG.info("credentials read file={} lines={}", file.getFileName(), lines.size());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            LOG.warn("credentials not read, those before count: {}", e.getMessage());
        }
    }

    /** Changes with each replacement: a moved file is another one. */
    private String stampNow() {
        try {
            var seen = Files.readAttributes(file, BasicFileAttributes.class);
            return seen.lastModifiedTime() + " " + seen.size() + " " + seen.fileKey();
        } catch (NoSuchFileException e) {
            return "absent";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    private Map<String, String> read() {
        Map<String, String> found = new HashMap<>();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank() || line.startsWith("#")) continue;
                String[] parts = line.split(":", 2);
                if (parts.length < 2
                        || !NAME.matcher(parts[0]).matches()
                        || !value.matcher(parts[1]).matches())
                    throw new IllegalArgumentException(
                            file + ":" + number + ": must be NAME:VALUE with a value " + value);
                found.put(parts[0], parts[1]);
            }
            return found;
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}

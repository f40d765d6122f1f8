package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Lines of JSON appended to a file. A line is with the operating system when {@link #append}
 * returns, so it outlives kill -9 of this process. Safe from any thread.
 */
final class Journal implements AutoCloseable {
    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /** Opens the file at its end, making it if it is not there. */
    static Journal open(Path path) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            return new Journal(
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    /** All whole lines of the file; one torn by kill -9 is left out. */
    static List<JsonNode> read(Path path) {
        List<JsonNode> lines = new ArrayList<>();
        if (!Files.exists(path)) return lines;
        try (var text = Files.lines(path)) {
            text.forEach(line -> parse(line, lines));
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private static void parse(String line, List<JsonNode> into) {
        try {
            JsonNode json = Incoming.JSON.readTree(line);
            if (json.isObject()) into.add(json);
        } catch (JsonProcessingException torn) {
            // The process was killed while it wrote this line; the one before it still holds.
        }
    }

    /** Puts these lines in the place of what the file held, all or nothing. */
    static void replace(Path path, Collection<? extends JsonNode> lines) {
        StringBuilder text = new StringBuilder();
        for (JsonNode line : lines) text.append(line).append('\n');
        try {
            Path fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.writeString(fresh, text);
            Files.move(
                    fresh,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot replace " + path, e);
        }
    }

    void append(ObjectNode line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
        synchronized (this) {
            if (!file.isOpen()) return; // A late event of a device while the fleet closes.
            try {
                while (bytes.hasRemaining()) file.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write a line of the simulation", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a file of the simulation", e);
        }
    }
}

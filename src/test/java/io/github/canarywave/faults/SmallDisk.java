package io.github.canarywave.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file system of a few MiB, in memory and in a mount namespace of its own, so that it can be made
 * without rights on the machine; gone when closed. Confined to one thread.
 */
final class SmallDisk implements AutoCloseable {
    private static final String MOUNT =
            "mount -t tmpfs -o size=\"$2\"m none \"$1\" && echo ready && exec cat";
    private static final int BLOCK = 256 * 1024;

    private final Process holder;
    private final Path place;

    private SmallDisk(Process holder, Path place) {
        this.holder = holder;
        this.place = place;
    }

    /** Mounts it on a folder, for those who are inside only. */
    static SmallDisk make(Path place, int mib) {
        try {
            Files.createDirectories(place);
            // It holds the namespace until we close its input, or die.
            Process holder =
                    new ProcessBuilder(
                                    "unshare",
                                    "--user",
                                    "--map-root-user",
                                    "--mount",
                                    "sh",
                                    "-c",
                                    MOUNT,
                                    "sh",
                                    place.toString(),
                                    Integer.toString(mib))
                            .redirectErrorStream(true)
                            .start();
            String said = firstLine(holder);
            if ("ready".equals(said)) return new SmallDisk(holder, place);
            holder.destroyForcibly();
            throw new IllegalStateException(
                    "this test mounts a small file system in a namespace of its own, and may not: "
                            + said
                            + ". Allow it user namespaces (in a container: --privileged)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return reader.readLine();
    }

    /** Where it lies for who is inside. */
    Path place() {
        return place;
    }

    /** The same folder from outside. */
    Path seen() {
        return Path.of("/proc/" + holder.pid() + "/root").resolve("." + place).normalize();
    }

    /** What is put before a command to run it inside; its process is the command's. */
    List<String> inside() {
        return List.of(
                "nsenter",
                "--target=" + holder.pid(),
                "--user",
                "--preserve-credentials",
                "--mount",
                "--");
    }

    /** Writes until nothing more fits. */
    void fill() {
        byte[] block = new byte[BLOCK];
        try (var out =
                Files.newOutputStream(
                        filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size = BLOCK; size > 0; ) {
                try {
                    out.write(block, 0, size);
                } catch (IOException full) {
                    size /= 2;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes back what {@link #fill} wrote. */
    void empty() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long freeBytes() {
        try {
            FileStore disk = Files.getFileStore(seen());
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return seen().resolve("filler");
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}

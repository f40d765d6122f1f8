package io.github.canarywave.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * The wall clock of the server jumps, and later jumps back; its monotonic clock goes on. The
 * server's process runs under libfaketime (Debian package faketime), which reads the offset from a
 * file.
 */
final class ClockJump implements Fault {
    private static final String OFFSET = "clock-offset";
    private final String name;
    private final Duration offset;

    ClockJump(String name, Duration offset) {
        this.name = name;
        this.offset = offset;
    }

    /** What a server must have around it so that its clock can jump; the file is in this folder. */
    static Map<String, String> environment(Path folder) {
        set(folder, Duration.ZERO);
        return Map.of(
                "LD_PRELOAD", library().toString(),
                "FAKETIME_TIMESTAMP_FILE", folder.resolve(OFFSET).toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // With it the timed waits of Java return at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    private static Path library() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/usr/lib"))) {
            for (Path folder : folders) {
                Path library = folder.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) return library;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(
                "no libfaketime in /usr/lib; install it (apt-get install faketime)");
    }

    /** The file is replaced as a whole: the server reads it at every look at its clock. */
    private static void set(Path folder, Duration offset) {
        try {
            Path fresh = folder.resolve(OFFSET + ".new");
            Files.writeString(fresh, "%+d%n".formatted(offset.toSeconds()));
            Files.move(fresh, folder.resolve(OFFSET), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void inject(Rig rig, Releases releases) {
        set(rig.folder, offset);
    }

    @Override
    public void undo(Rig rig, Releases releases) {
        set(rig.folder, Duration.ZERO);
    }
}

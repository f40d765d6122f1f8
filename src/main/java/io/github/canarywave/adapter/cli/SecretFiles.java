package io.github.canarywave.adapter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may read. */
public final class SecretFiles {
    private SecretFiles() {}

    /** Writes a file for others to pick up, as {@link #put}. */
    static void write(Path file, String text) {
        try {
            put(file, text);
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "cannot write " + file + ": " + e);
        }
    }

    /** Writes a file that only its owner may read, whole or not at all; replaces what is there. */
    public static void put(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text, StandardOpenOption.SYNC, StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

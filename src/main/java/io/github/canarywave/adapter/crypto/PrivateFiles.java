package io.github.canarywave.adapter.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Files that only their owner reads and that are there whole or not at all, whenever the process is
 * killed: written beside their place with their final mode, forced to disk, then moved. Safe from
 * any thread.
 */
final class PrivateFiles {
    /** Bytes; far above any key, certificate chain or key store of ours. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final String UNFINISHED = ".unfinished";
    private static final String OWNER_ONLY = "rw-------";
    private static final String READABLE = "rw-r--r--";
    private static final Set<PosixFilePermission> FOLDER_MODE =
            PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Makes the folder with mode 0700 when it is missing; leaves an existing one as it is. */
    static void makeFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder))
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
        } catch (IOException e) {
            throw new KeysUnavailable("cannot make folder " + folder + ": " + e, e);
        }
    }

    /** Makes the folder that a file lies in, as {@link #makeFolder} does. */
    static void makeFolderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) makeFolder(folder);
    }

    /**
     * Takes a folder for one process alone: mode 0700, and what a killed predecessor left half
     * written is removed.
     */
    static void ownFolder(Path folder) {
        makeFolder(folder);
        try {
            Files.setPosixFilePermissions(folder, FOLDER_MODE);
            try (var leftovers = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
                for (Path leftover : leftovers) Files.delete(leftover);
            }
        } catch (IOException e) {
            throw new KeysUnavailable("cannot take folder " + folder + ": " + e, e);
        }
    }

    /** Writes or replaces a secret, mode 0600. */
    static void writeSecret(Path file, byte[] content) {
        write(file, content, OWNER_ONLY);
    }

    /** Writes or replaces a file that everybody may read, mode 0644. */
    static void writeReadable(Path file, byte[] content) {
        write(file, content, READABLE);
    }

    /**
     * Writes a secret unless there is one: of two processes one wins, and both then read the same.
     */
    static void writeSecretIfAbsent(Path file, byte[] content) {
        try {
            Path unfinished = unfinished(file, content, OWNER_ONLY);
            try {
                Files.createLink(file, unfinished); // fails when it exists, unlike a move
            } catch (FileAlreadyExistsException _) {
                // the other one's secret counts
            } finally {
                Files.delete(unfinished);
            }
            forceFolder(file);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Reads a secret; refuses one that others may read, because it is none any more. */
    static byte[] readSecret(Path file) {
        try {
            Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            mode.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!mode.isEmpty())
                throw new KeysUnavailable(
                        "key file "
                                + file
                                + " may be used by others: mode "
                                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                                + ", the rule is rw------- (0600). If nobody can have copied it,"
                                + " run chmod 600 on it; otherwise replace the key.");
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
        return read(file);
    }

    /** Reads a small file whole. */
    static byte[] read(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES)
                throw new KeysUnavailable(
                        file + " has more than " + MAX_BYTES + " bytes: it is no key file.");
            return content;
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
    }

    /** Whether something is there, even a link that leads nowhere. */
    static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void write(Path file, byte[] content, String mode) {
        try {
            Path unfinished = unfinished(file, content, mode);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(file);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static Path unfinished(Path file, byte[] content, String mode) throws IOException {
        Path unfinished =
                file.resolveSibling(
                        "." + file.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var permissions =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try (FileChannel out = FileChannel.open(unfinished, options, permissions)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) out.write(rest);
            out.force(true);
        }
        return unfinished;
    }

    /** The name itself survives a power cut only once its folder is on disk. */
    private static void forceFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) return;
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static KeysUnavailable cannotRead(Path file, IOException e) {
        return new KeysUnavailable("cannot read " + file + ": " + e, e);
    }

    private static KeysUnavailable cannotWrite(Path file, IOException e) {
        return new KeysUnavailable("cannot write " + file + ": " + e, e);
    }
}

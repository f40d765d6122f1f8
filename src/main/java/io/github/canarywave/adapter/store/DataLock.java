package io.github.canarywave.adapter.store;

import io.github.canarywave.app.StoreUnavailable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to use a data folder, held by one process at a time. The operating system gives it back
 * when the process dies, however it dies.
 */
public final class DataLock implements AutoCloseable {
    private static final String FILE = "lock";

    /** Far behind the text, which stays readable where locked bytes are not. */
    private static final long PLACE = 1L << 30;

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes a folder, which must exist, until {@link #close}.
     *
     * @throws StoreUnavailable when another process has it; the message names that process
     */
    public static DataLock take(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            return locked(channel, folder, file);
        } catch (IOException e) {
            throw new StoreUnavailable(
                    "data folder "
                            + folder
                            + " cannot be locked: "
                            + e
                            + ". It must exist, be writable, and lie on a disk with file locks.",
                    e);
        }
    }

    private static DataLock locked(FileChannel channel, Path folder, Path file) throws IOException {
        Optional<FileLock> lock = Optional.empty();
        try {
            lock = Optional.ofNullable(channel.tryLock(PLACE, 1, false));
        } catch (OverlappingFileLockException e) {
            throw taken(folder, file, e);
        } finally {
            if (lock.isEmpty()) channel.close();
        }
        if (lock.isEmpty()) throw taken(folder, file, new IOException("locked by another process"));
        ByteBuffer holder = ByteBuffer.wrap(holder().getBytes(StandardCharsets.UTF_8));
        channel.truncate(0);
        while (holder.hasRemaining()) channel.write(holder);
        return new DataLock(channel);
    }

    private static String holder() {
        return "process " + ProcessHandle.current().pid();
    }

    private static StoreUnavailable taken(Path folder, Path file, Exception cause)
            throws IOException {
        String holder = Files.readString(file).strip();
        return new StoreUnavailable(
                "data folder "
                        + folder
                        + " is in use by "
                        + (holder.isEmpty() ? "another process" : holder)
                        + ". Stop it, or use another data folder.",
                cause);
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreUnavailable("the lock of the data folder cannot be given back", e);
        }
    }
}

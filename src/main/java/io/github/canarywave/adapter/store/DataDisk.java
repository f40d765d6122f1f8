package io.github.canarywave.adapter.store;

import io.github.canarywave.app.Disk;
import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.StoreUnavailable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** The disk of a data folder, with the reserve as the file {@code reserve} in it. */
public final class DataDisk implements Disk {
    private static final String FILE = "reserve";

    /** Bytes written at once. */
    private static final int BLOCK = 1024 * 1024;

    private final Path folder;
    private final Path file;
    private final long reserveBytes;
    private final BrokenDisk broken;

    /**
     * @param folder must exist
     * @param reserveBytes size of the reserve; 0 = none
     */
    public DataDisk(Path folder, long reserveBytes, BrokenDisk broken) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.reserveBytes = reserveBytes;
        this.broken = broken;
    }

    @Override
    public String place() {
        return folder.toAbsolutePath().toString();
    }

    @Override
    public long freeBytes() {
        try {
            FileStore disk = Files.getFileStore(folder);
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw failed("ask for the free space of", folder, e);
        }
    }

    @Override
    public boolean hasReserve() {
        try {
            return Files.isRegularFile(file) && Files.size(file) == reserveBytes;
        } catch (IOException e) {
            throw failed("look at", file, e);
        }
    }

    @Override
    public boolean holdReserve() {
        if (hasReserve()) return true;
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            fill(channel);
        } catch (IOException e) {
            releaseReserve();
            if (DiskFull.is(e)) return false;
            throw failed("write", file, e);
        }
        return true;
    }

    /** Of bytes that no file system squeezes or leaves out. */
    private void fill(FileChannel channel) throws IOException {
        byte[] bytes = new byte[BLOCK];
        SplittableRandom noise = new SplittableRandom(reserveBytes);
        for (long left = reserveBytes; left > 0; left -= bytes.length) {
            noise.nextBytes(bytes);
            ByteBuffer block = ByteBuffer.wrap(bytes, 0, (int) Math.min(left, BLOCK));
            while (block.hasRemaining()) channel.write(block);
        }
        Flush.force(channel, file, broken);
    }

    @Override
    public void releaseReserve() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("delete", file, e);
        }
    }

    private static StoreUnavailable failed(String what, Path where, IOException cause) {
        return new StoreUnavailable("cannot " + what + " " + where + ": " + cause, cause);
    }
}

package io.github.canarywave.adapter.store;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.DiskFull;
import io.github.canarywave.domain.image.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Artifacts as read-only files {@code artifacts/<2 hex>/<sha256>}, uploads as files in {@code
 * tmp/}. One process at a time; within it safe from any thread.
 */
public final class ArtifactFolder implements ArtifactStore {
    /** Bytes read at once while computing a digest. */
    private static final int BLOCK = 64 * 1024;

    /** Where damaged files are put, for people to look at. */
    private static final String DAMAGED = "damaged";

    private static final Pattern SHELF = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Path artifacts;
    private final Path uploads;
    private final Runnable room;
    private final BrokenDisk broken;

    /** When this process kept what; a file that is kept again keeps the date of its first time. */
    private final Map<Sha256, Instant> keptAt = new HashMap<>();

    /** On a disk that always has room. */
    public ArtifactFolder(Path data) {
        this(data, () -> {}, BrokenDisk.EXCEPTION_ONLY);
    }

    /**
     * Opens the folders of a data folder, making them where missing, and empties {@code tmp/}.
     *
     * @param room asked before each upload; throws {@link DiskFull} when there is too little
     */
    public ArtifactFolder(Path data, Runnable room, BrokenDisk broken) {
        this.room = room;
        this.broken = broken;
        this.artifacts = data.resolve("artifacts");
        this.uploads = data.resolve("tmp");
        try {
            Files.createDirectories(artifacts);
            Files.createDirectories(uploads);
            dropUploads();
        } catch (IOException e) {
            throw failed("open the artifact folder below", data, e);
        }
    }

    @Override
    public Path newUpload() {
        room.run();
        try {
            return Files.createTempFile(uploads, "upload-", ".part");
        } catch (IOException e) {
            throw failed("make an upload file in", uploads, e);
        }
    }

    @Override
    public Sha256 keep(Path upload) {
        try {
            Sha256 digest = flushed(upload);
            Files.createDirectories(shelf(digest));
            put(upload, digest);
            // Also where the file was there: who put it may have died before this.
            syncFolder(shelf(digest));
            syncFolder(artifacts);
            return digest;
        } catch (IOException e) {
            throw failed("keep upload", upload, e);
        }
    }

    private synchronized void put(Path upload, Sha256 digest) throws IOException {
        if (sound(digest)) Files.delete(upload);
        else move(upload, place(digest));
        keptAt.put(digest, Instant.now());
    }

    /** A disk that gives no bytes may still take them. */
    private boolean sound(Sha256 file) {
        try {
            return Files.exists(place(file)) && digest(place(file)).equals(file);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore) {
        List<Sha256> swept = new ArrayList<>();
        try {
            for (Path shelf : named(artifacts, SHELF))
                for (Path place : named(shelf, NAME)) {
                    Sha256 file = new Sha256(place.getFileName().toString());
                    if (!wanted.test(file) && removed(file, keptBefore)) swept.add(file);
                }
        } catch (IOException e) {
            throw failed("sweep", artifacts, e);
        }
        return swept;
    }

    /** One at a time with {@link #put}, which may want the same file just now. */
    private synchronized boolean removed(Sha256 file, Instant keptBefore) throws IOException {
        Instant first = Files.getLastModifiedTime(place(file)).toInstant();
        Instant last = keptAt.getOrDefault(file, first);
        if (!first.isBefore(keptBefore) || !last.isBefore(keptBefore)) return false;
        Files.delete(place(file));
        keptAt.remove(file);
        return true;
    }

    private static List<Path> named(Path folder, Pattern name) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> name.matcher(path.getFileName().toString()).matches())
                    .toList();
        }
    }

    @Override
    public Optional<Path> find(Sha256 file) {
        Path place = place(file);
        return Files.isRegularFile(place) ? Optional.of(place) : Optional.empty();
    }

    @Override
    public Condition check(Sha256 file) {
        Path place = place(file);
        if (!Files.isRegularFile(place)) return Condition.MISSING;
        try {
            if (digest(place).equals(file)) return Condition.SOUND;
            Path aside = artifacts.resolve(DAMAGED).resolve(file.hex());
            Files.createDirectories(artifacts.resolve(DAMAGED));
            Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(shelf(file));
            return Condition.DAMAGED;
        } catch (IOException e) {
            throw failed("check artifact", place, e);
        }
    }

    private static Sha256 digest(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return digest(channel);
        }
    }

    private static Sha256 digest(FileChannel channel) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (channel.read(block) >= 0) {
            digest.update(block.flip());
            block.clear();
        }
        return Sha256.ofDigest(digest.digest());
    }

    private Path shelf(Sha256 digest) {
        return artifacts.resolve(digest.hex().substring(0, 2));
    }

    private Path place(Sha256 digest) {
        return shelf(digest).resolve(digest.hex());
    }

    private static void move(Path upload, Path place) throws IOException {
        Files.setPosixFilePermissions(upload, PosixFilePermissions.fromString("r--r-----"));
        // Two uploads of one file may race to here: the later replaces equal bytes.
        Files.move(upload, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts a file's bytes on disk and reads them back for their digest. */
    private Sha256 flushed(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Flush.force(channel, file, broken);
            return digest(channel);
        }
    }

    /** Makes a new name in a folder survive a power cut. */
    private void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            Flush.force(channel, folder, broken);
        }
    }

    private void dropUploads() throws IOException {
        try (Stream<Path> left = Files.list(uploads)) {
            for (Path file : left.filter(Files::isRegularFile).toList()) Files.delete(file);
        }
    }

    private static RuntimeException failed(String what, Path where, IOException cause) {
        if (DiskFull.is(cause))
            return new DiskFull(
                    "cannot " + what + " " + where + ": the disk is full. Free space there", cause);
        return new UncheckedIOException("cannot " + what + " " + where, cause);
    }
}

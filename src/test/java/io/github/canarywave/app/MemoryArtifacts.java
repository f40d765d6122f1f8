package io.github.canarywave.app;

import io.github.canarywave.domain.image.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** An artifact store in a map; files on disk are copies, as those of an object store would be. */
public final class MemoryArtifacts implements ArtifactStore {
    private final Path folder;
    private final Map<String, Kept> kept = new TreeMap<>();
    private int copies;

    public MemoryArtifacts(Path folder) {
        this.folder = folder;
    }

    /** A kept file; its bytes may be others by now. */
    private static final class Kept {
        private final Sha256 file;
        private final byte[] bytes;
        private final Instant at;

        Kept(Sha256 file, byte[] bytes, Instant at) {
            this.file = file;
            this.bytes = bytes;
            this.at = at;
        }
    }

    void overwrite(Sha256 file, byte[] bytes) {
        kept.computeIfPresent(file.hex(), (_, old) -> new Kept(file, bytes, old.at));
    }

    void age(Sha256 file, Duration by) {
        kept.computeIfPresent(file.hex(), (_, old) -> new Kept(file, old.bytes, old.at.minus(by)));
    }

    @Override
    public synchronized Path newUpload() {
        return folder.resolve("copy-" + copies++);
    }

    @Override
    public synchronized Sha256 keep(Path upload) {
        try {
            byte[] bytes = Files.readAllBytes(upload);
            Files.delete(upload);
            Sha256 file = Sha256.of(bytes);
            kept.put(file.hex(), new Kept(file, bytes, Instant.now()));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized Condition check(Sha256 file) {
        Kept one = kept.get(file.hex());
        if (one == null) return Condition.MISSING;
        if (Sha256.of(one.bytes).equals(file)) return Condition.SOUND;
        kept.remove(file.hex());
        return Condition.DAMAGED;
    }

    @Override
    public synchronized List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore) {
        List<Sha256> gone =
                kept.values().stream()
                        .filter(one -> !wanted.test(one.file) && one.at.isBefore(keptBefore))
                        .map(one -> one.file)
                        .toList();
        gone.forEach(file -> kept.remove(file.hex()));
        return gone;
    }

    @Override
    public synchronized Optional<Path> find(Sha256 file) {
        return Optional.ofNullable(kept.get(file.hex()))
                .map(
                        one -> {
                            try {
                                return Files.write(newUpload(), one.bytes);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.image.Sha256;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Files named by their SHA-256; what was kept never changes. Safe from any thread. */
public interface ArtifactStore {
    /**
     * A fresh file to write an upload to; it disappears at the next start if it is not kept.
     *
     * @throws DiskFull when the disk has too little room for one
     */
    Path newUpload();

    /**
     * Keeps an upload under its digest, on disk before this returns. Keeping the same content again
     * is no error, and mends a kept file whose bytes have changed since.
     *
     * @return the digest of what was written
     * @throws DiskFull when the disk has no room for it
     */
    Sha256 keep(Path upload);

    /** What a look at a kept file has found. */
    enum Condition {
        SOUND,
        DAMAGED,
        MISSING,
        /** It is there, and the disk would not give its bytes. */
        UNREADABLE;

        /** The word for it, everywhere. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads a kept file whole. One whose bytes are not those it was kept with is found no more. */
    Condition check(Sha256 file);

    /**
     * Removes kept files that nobody wants. What was kept after the instant stays, as who keeps a
     * file says only afterwards what it is for.
     *
     * @return those that are gone
     */
    List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore);

    /** Where the file is. */
    Optional<Path> find(Sha256 file);
}

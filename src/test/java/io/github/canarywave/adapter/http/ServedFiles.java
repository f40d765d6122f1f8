package io.github.canarywave.adapter.http;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.domain.image.Sha256;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Files that devices may fetch, without the care of the real folder.
 *
 * @param found the file of a digest
 */
public record ServedFiles(Function<Sha256, Optional<Path>> found) implements ArtifactStore {
    /** The same file, whatever is asked for. */
    public static ServedFiles one(Path file) {
        return new ServedFiles(_ -> Optional.of(file));
    }

    /** Files of this folder, named by their digest. */
    public static ServedFiles in(Path folder) {
        return new ServedFiles(
                file -> Optional.of(folder.resolve(file.hex())).filter(Files::exists));
    }

    /** Puts a file into a folder that is served. */
    public static Sha256 put(Path folder, byte[] content) throws IOException {
        Sha256 digest = Sha256.of(content);
        Files.write(folder.resolve(digest.hex()), content);
        return digest;
    }

    @Override
    public Path newUpload() {
        throw new UnsupportedOperationException("devices upload nothing");
    }

    @Override
    public Sha256 keep(Path upload) {
        throw new UnsupportedOperationException("devices upload nothing");
    }

    @Override
    public List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore) {
        throw new UnsupportedOperationException("nobody sweeps here");
    }

    @Override
    public Condition check(Sha256 file) {
        throw new UnsupportedOperationException("nobody checks files here");
    }

    @Override
    public Optional<Path> find(Sha256 file) {
        return found.apply(file);
    }
}

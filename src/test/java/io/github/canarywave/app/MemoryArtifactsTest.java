package io.github.canarywave.app;

import io.github.canarywave.domain.image.Sha256;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** The fake keeps the same promises as the real store. */
class MemoryArtifactsTest extends ArtifactStoreContract {
    @TempDir Path folder;
    private @Nullable MemoryArtifacts store;

    private MemoryArtifacts artifacts() {
        if (store == null) store = new MemoryArtifacts(folder);
        return store;
    }

    @Override
    protected ArtifactStore store() {
        return artifacts();
    }

    @Override
    protected void overwrite(Sha256 file, byte[] bytes) {
        artifacts().overwrite(file, bytes);
    }

    @Override
    protected void age(Sha256 file, Duration by) {
        artifacts().age(file, by);
    }
}

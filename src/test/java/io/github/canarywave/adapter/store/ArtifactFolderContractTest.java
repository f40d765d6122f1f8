package io.github.canarywave.adapter.store;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.ArtifactStoreContract;
import io.github.canarywave.domain.image.Sha256;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** The folder keeps what is promised of every artifact store. */
class ArtifactFolderContractTest extends ArtifactStoreContract {
    @TempDir Path data;
    private @Nullable ArtifactStore store;

    @Override
    protected ArtifactStore store() {
        if (store == null) store = new ArtifactFolder(data);
        return store;
    }

    private Path place(Sha256 file) {
        return data.resolve("artifacts").resolve(file.hex().substring(0, 2)).resolve(file.hex());
    }

    @Override
    protected void overwrite(Sha256 file, byte[] bytes) throws IOException {
        Files.setPosixFilePermissions(place(file), PosixFilePermissions.fromString("rw-------"));
        Files.write(place(file), bytes);
    }

    @Override
    protected void age(Sha256 file, Duration by) throws IOException {
        FileTime kept = Files.getLastModifiedTime(place(file));
        Files.setLastModifiedTime(place(file), FileTime.from(kept.toInstant().minus(by)));
        // What a process has kept itself it remembers.
        store = null;
    }
}

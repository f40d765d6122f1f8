package io.github.canarywave.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** Files under their digest. */
class ArtifactFolderTest {
    private final Instant now = Instant.now();

    @TempDir Path data;

    private static byte[] content() {
        byte[] bytes = new byte[200_000];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    private static Path upload(ArtifactFolder folder, byte[] content) throws IOException {
        return Files.write(folder.newUpload(), content);
    }

    @Test
    void keepsAFileUnderItsDigestAndNobodyMayWriteToIt() throws IOException {
        ArtifactFolder folder = new ArtifactFolder(data);
        Path upload = upload(folder, content());

        Sha256 digest = folder.keep(upload);

        assertThat(digest).isEqualTo(Sha256.of(content()));
        Path place =
                data.resolve("artifacts")
                        .resolve(digest.hex().substring(0, 2))
                        .resolve(digest.hex());
        assertThat(folder.find(digest)).contains(place);
        assertThat(place).hasBinaryContent(content());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                .isEqualTo("r--r-----");
        assertThat(upload).doesNotExist();
    }

    @Test
    void forgetsUploadsAtTheNextStartAndKeepsArtifacts() throws IOException {
        ArtifactFolder before = new ArtifactFolder(data);
        Sha256 kept = before.keep(upload(before, content()));
        Path left = upload(before, new byte[10]);

        ArtifactFolder after = new ArtifactFolder(data);

        assertThat(left).doesNotExist();
        assertThat(after.find(kept)).isPresent();
        assertThat(after.find(Sha256.of(new byte[10]))).isEmpty();
    }

    @Test
    void aDamagedFileIsFoundNoMoreUntilItIsAddedAgain() throws IOException {
        ArtifactFolder folder = new ArtifactFolder(data);
        Sha256 file = folder.keep(upload(folder, content()));
        assertThat(folder.check(file)).isEqualTo(ArtifactStore.Condition.SOUND);
        Path place = folder.find(file).orElseThrow();
        byte[] damaged = content();
        damaged[100_000] ^= 1;
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
        Files.write(place, damaged);

        assertThat(folder.check(file)).isEqualTo(ArtifactStore.Condition.DAMAGED);
        assertThat(folder.find(file)).isEmpty();
        assertThat(folder.check(file)).isEqualTo(ArtifactStore.Condition.MISSING);
        assertThat(data.resolve("artifacts/damaged").resolve(file.hex())).hasBinaryContent(damaged);

        folder.keep(upload(folder, content()));
        assertThat(folder.check(file)).isEqualTo(ArtifactStore.Condition.SOUND);
    }

    private static Path old(ArtifactFolder folder, Sha256 file) throws IOException {
        Path place = folder.find(file).orElseThrow();
        Files.setLastModifiedTime(place, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        return place;
    }

    @Test
    void sweepsOldFilesThatNobodyWantsAndNothingElse() throws IOException {
        ArtifactFolder before = new ArtifactFolder(data);
        Sha256 wanted = before.keep(upload(before, content()));
        Sha256 orphan = before.keep(upload(before, new byte[7]));
        Sha256 fresh = before.keep(upload(before, new byte[8]));
        Path place = old(before, orphan);
        old(before, wanted);
        Path damaged = Files.createDirectories(data.resolve("artifacts/damaged"));
        Files.write(damaged.resolve(orphan.hex()), new byte[1]);
        ArtifactFolder folder = new ArtifactFolder(data);
        Instant day = now.minus(Duration.ofDays(1));

        assertThat(folder.sweep(wanted::equals, day)).containsExactly(orphan);

        assertThat(place).doesNotExist();
        assertThat(folder.find(wanted)).isPresent();
        assertThat(folder.find(fresh)).isPresent();
        assertThat(damaged.resolve(orphan.hex())).exists();
        assertThat(folder.sweep(wanted::equals, day)).isEmpty();
    }
}

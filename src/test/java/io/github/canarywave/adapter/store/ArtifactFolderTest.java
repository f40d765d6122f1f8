package io.github.canarywave.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;

/** Files under their digest. */
class ArtifactFolderTest {
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
    void keepsTheSameContentTwiceAsOneFile() throws IOException {
        ArtifactFolder folder = new ArtifactFolder(data);
        Sha256 first = folder.keep(upload(folder, content()));
        Path again = upload(folder, content());

        assertThat(folder.keep(again)).isEqualTo(first);

        assertThat(again).doesNotExist();
        assertThat(folder.find(first).orElseThrow()).hasBinaryContent(content());
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
    void givesEachUploadAFileOfItsOwn() {
        ArtifactFolder folder = new ArtifactFolder(data);
        assertThat(folder.newUpload()).isNotEqualTo(folder.newUpload());
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
}

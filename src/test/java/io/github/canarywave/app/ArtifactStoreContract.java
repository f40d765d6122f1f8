package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.ArtifactStore.Condition;
import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** What every artifact store promises, wherever it has its files. */
public abstract class ArtifactStoreContract {
    private static final Duration LONG = Duration.ofDays(2);

    /** The same one during a test. */
    protected abstract ArtifactStore store();

    /** Harms a kept file behind the back of the store. */
    protected abstract void overwrite(Sha256 file, byte[] bytes) throws IOException;

    /** Makes a file one that was kept so long ago. */
    protected abstract void age(Sha256 file, Duration by) throws IOException;

    private static byte[] content() {
        byte[] bytes = new byte[200_000];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    private Path upload(byte[] content) throws IOException {
        return Files.write(store().newUpload(), content);
    }

    private Sha256 kept(byte[] content) throws IOException {
        return store().keep(upload(content));
    }

    private static Instant yesterday() {
        return Instant.now().minus(Duration.ofDays(1));
    }

    @Test
    void findsWhatWasKeptByItsDigestAndNothingElse() throws IOException {
        Path upload = upload(content());
        Sha256 file = store().keep(upload);
        assertThat(file).isEqualTo(Sha256.of(content()));
        assertThat(store().find(file).orElseThrow()).hasBinaryContent(content());
        assertThat(upload).doesNotExist();
        assertThat(store().find(Sha256.of(new byte[1]))).isEmpty();
        assertThat(store().check(Sha256.of(new byte[1]))).isEqualTo(Condition.MISSING);
    }

    @Test
    void givesEachUploadAPlaceOfItsOwn() {
        assertThat(store().newUpload()).isNotEqualTo(store().newUpload());
    }

    @Test
    void keepsAnEmptyFileToo() throws IOException {
        Sha256 file = kept(new byte[0]);
        assertThat(store().check(file)).isEqualTo(Condition.SOUND);
        assertThat(store().find(file).orElseThrow()).hasBinaryContent(new byte[0]);
    }

    @Test
    void keepsTheSameContentTwiceAsOneFile() throws IOException {
        Sha256 first = kept(content());
        Path again = upload(content());
        assertThat(store().keep(again)).isEqualTo(first);
        assertThat(again).doesNotExist();
        assertThat(store().find(first).orElseThrow()).hasBinaryContent(content());
    }

    @Test
    void aDamagedFileIsFoundNoMoreUntilItIsKeptAgain() throws IOException {
        Sha256 file = kept(content());
        byte[] damaged = content();
        damaged[100_000] ^= 1;
        overwrite(file, damaged);
        assertThat(store().check(file)).isEqualTo(Condition.DAMAGED);
        assertThat(store().find(file)).isEmpty();
        assertThat(store().check(file)).isEqualTo(Condition.MISSING);
        assertThat(kept(content())).isEqualTo(file);
        assertThat(store().check(file)).isEqualTo(Condition.SOUND);
    }

    @Test
    void whatIsKeptAgainMendsACopyThatIsDamagedInItsPlace() throws IOException {
        Sha256 file = kept(content());
        for (int length : new int[] {content().length, 100, 0}) {
            overwrite(file, new byte[length]);
            assertThat(kept(content())).isEqualTo(file);
            assertThat(store().find(file).orElseThrow()).hasBinaryContent(content());
            assertThat(store().check(file)).isEqualTo(Condition.SOUND);
        }
    }

    @Test
    void sweepsOldFilesThatNobodyWantsAndNothingElse() throws IOException {
        Sha256 wanted = kept(content());
        Sha256 orphan = kept(new byte[7]);
        Sha256 fresh = kept(new byte[8]);
        age(wanted, LONG);
        age(orphan, LONG);
        assertThat(store().sweep(wanted::equals, yesterday())).containsExactly(orphan);
        assertThat(store().find(orphan)).isEmpty();
        assertThat(store().find(wanted)).isPresent();
        assertThat(store().find(fresh)).isPresent();
        assertThat(store().sweep(wanted::equals, yesterday())).isEmpty();
    }

    @Test
    void whatIsKeptAgainJustNowIsNotSweptHoweverOldItsFirstCopyIs() throws IOException {
        Sha256 file = kept(content());
        age(file, LONG);
        kept(content());
        assertThat(store().sweep(_ -> false, yesterday())).isEmpty();
        assertThat(store().find(file)).isPresent();
    }
}

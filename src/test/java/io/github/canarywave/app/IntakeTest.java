package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.FileForm;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.image.Test8266Images;
import io.github.canarywave.domain.image.TestImages;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.TrustKey;
import io.github.canarywave.domain.rollout.TrustKey.Standing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

class IntakeTest {
    private static final ReleaseName NAME =
            new ReleaseName(new Product("lamp"), new Version("2.4.1"));
    private static final Model MODEL = new Model("esp32");
    private static final String SIGNATURE = "A".repeat(86);
    private static final byte[] IMAGE = new TestImages().bytes();

    @TempDir Path folder;
    private final MemoryStore store = new MemoryStore();
    private final List<Sha256> kept = new ArrayList<>();
    private final List<ArtifactContent> asked = new ArrayList<>();
    private boolean trusted = true;
    private boolean draft;
    private FileForm form = FileForm.IMAGE;
    private Model model = MODEL;
    private ReleaseName name = NAME;
    private Optional<Path> served = Optional.empty();
    private final Intake intake =
            new Intake(
                    store,
                    new Kept(),
                    claim -> {
                        asked.add(claim);
                        return trusted;
                    });

    @Test
    void takesASignedImageInAndKeepsItsFileBeforeItsName() {
        Release release = done(add(6, IMAGE));
        assertThat(release.artifacts()).containsOnlyKeys(MODEL);
        Artifact artifact = release.artifacts().values().iterator().next();
        assertThat(kept).containsExactly(Sha256.of(IMAGE));
        assertThat(artifact.content())
                .isEqualTo(
                        new ArtifactContent(
                                MODEL,
                                NAME.version(),
                                6,
                                IMAGE.length,
                                Sha256.of(IMAGE),
                                "rel-1",
                                SIGNATURE));
        assertThat(asked).containsExactly(artifact.content());
        assertThat(store.read(Store.Reads::releases)).containsExactly(release);
    }

    @Test
    void aDamagedImageIsRefusedAndNotKept() {
        byte[] damaged = TestImages.with(IMAGE, IMAGE.length - 1, IMAGE[IMAGE.length - 1] ^ 1);
        refused(add(6, damaged));
        refused(add(6, new byte[0]));
        refused(add(6, java.util.Arrays.copyOf(IMAGE, IMAGE.length / 2)));
    }

    @Test
    void whatNoTrustedKeySignedIsRefusedAndNotKept() {
        trusted = false;
        assertThat(refused(add(6, IMAGE)))
                .startsWith(
                        "no trusted release key signed this manifest, the signatures are by rel-1;");
    }

    @Test
    void anImageThatContradictsItsManifestIsRefused() {
        assertThat(refused(add(7, IMAGE)))
                .isEqualTo("the image has security version 6, the manifest says 7");
    }

    @Test
    void aClaimThatFitsNoCommandIsRefused() {
        assertThat(refused(add("too-long-for-a-key", SIGNATURE, 6, IMAGE))).contains("malformed");
        assertThat(refused(add("rel-1", "short", 6, IMAGE))).contains("malformed");
        assertThat(refused(add("rel-1", SIGNATURE, -1, IMAGE))).contains("malformed");
    }

    @Test
    void takingTheSameInTwiceIsNoError() {
        Release first = done(add(6, IMAGE));
        assertThat(done(add("rel-1", "B".repeat(86), 6, IMAGE))).isEqualTo(first);
    }

    @Test
    void aReleaseNeverChanges() {
        done(add(6, IMAGE));
        byte[] other = new TestImages().contentBytes(128).bytes();
        assertThat(add(6, other))
                .isEqualTo(
                        new Outcome.Conflict<Release>(
                                "lamp 2.4.1 has another file or security version for model esp32"
                                        + " already; a release never changes, use a new version"));
    }

    @Test
    void theSameFileUnderAnotherSecurityVersionIsNotSilentlyTheSame() {
        byte[] silent = new TestImages().withoutElfDigest().bytes();
        done(add(6, silent));
        assertThat(add(7, silent)).isInstanceOf(Outcome.Conflict.class);
        assertThat(done(add(6, silent)).artifacts()).hasSize(1);
    }

    @Test
    void takesFilesOfOtherModelsIntoADraftOnly() {
        draft = true;
        assertThat(done(add(6, IMAGE)).state()).isEqualTo(new ReleaseState.Draft());
        model = new Model("esp32-rev3");
        assertThat(done(add(6, IMAGE)).artifacts()).hasSize(2);
        store.write(
                tx -> {
                    tx.catalogue().put(NAME, new ReleaseState.Published());
                    return tx;
                });
        model = new Model("esp32-rev4");
        assertThat(add(6, IMAGE))
                .isEqualTo(
                        new Outcome.Conflict<Release>(
                                "release lamp 2.4.1 is published and takes no more files; use a new"
                                        + " version. One for several models begins as a draft:"
                                        + " canarywave release add --draft"));
    }

    @Test
    void addsTheSignatureOfAnotherKeyAndDropsThoseThatAreNotTrusted() {
        done(add(6, IMAGE));
        done(add("rel-2", "B".repeat(86), 6, IMAGE));
        store.write(
                tx -> {
                    tx.catalogue().put(key("rel-3").in(Standing.REVOKED, Samples.T0, "by ada: x"));
                    tx.catalogue().put(key("rel-4").given(false));
                    return tx;
                });
        assertThat(((Outcome.Invalid<Release>) add("rel-3", "C".repeat(86), 6, IMAGE)).problems())
                .first()
                .asString()
                .contains("(key rel-3 is revoked (by ada: x))");
        assertThat(((Outcome.Invalid<Release>) add("rel-4", "C".repeat(86), 6, IMAGE)).problems())
                .first()
                .asString()
                .contains("(key rel-4 was not given to the server at its last start)");
        assertThat(
                        store.<List<ReleaseSignature>>read(
                                reads -> reads.catalogue().signatures(NAME, MODEL)))
                .extracting(ReleaseSignature::key)
                .containsExactly("rel-1", "rel-2");
    }

    private static TrustKey key(String id) {
        return new TrustKey(id, "11", "PEM", Standing.ACTIVE, true, Samples.T0, "");
    }

    @Test
    void refusesAnImageForAnotherChipThanItsModelHas() throws IOException {
        served = Optional.of(Files.write(folder.resolve("served"), IMAGE));
        done(add(6, IMAGE));
        name = new ReleaseName(NAME.product(), new Version("2.4.2"));
        byte[] other = new TestImages().chip(5).bytes();
        assertThat(add(6, other))
                .isEqualTo(
                        new Outcome.Conflict<Release>(
                                "the image is for esp32c3, devices of model esp32 have esp32 by"
                                        + " release lamp 2.4.1. Build it for that chip, or name"
                                        + " another model; if that release was wrong, revoke it"));
        done(add(6, IMAGE));
        for (ReleaseName wrong : List.of(NAME, name))
            store.write(
                    tx -> {
                        tx.catalogue().put(wrong, new ReleaseState.Revoked("by ada: wrong chip"));
                        return tx;
                    });
        name = new ReleaseName(NAME.product(), new Version("2.4.3"));
        done(add(6, other));
    }

    @Test
    void takesImagesForEsp8266ForModelsOfThatChip() throws IOException {
        byte[] lamp = Test8266Images.arduino();
        Release release = done(add(0, lamp));
        assertThat(image(release)).isEqualTo(Sha256.of(lamp));
        served = Optional.of(Files.write(folder.resolve("served"), lamp));
        name = new ReleaseName(NAME.product(), new Version("2.4.2"));
        assertThat(((Outcome.Conflict<Release>) add(6, IMAGE)).why())
                .startsWith(
                        "the image is for esp32, devices of model esp32 have esp8266 by release"
                                + " lamp 2.4.1.");
        done(add(0, Test8266Images.arduinoWithoutCrc()));
    }

    private static Sha256 image(Release release) {
        Artifact artifact = release.artifacts().get(MODEL);
        if (artifact == null) throw new AssertionError("no artifact for " + MODEL);
        return artifact.image();
    }

    @Test
    void takesAnOpaqueFileOnlyWhenThatIsSaidAndTellsSo() throws IOException {
        byte[] other = "a root file system".getBytes(StandardCharsets.US_ASCII);
        assertThat(refused(add(0, other))).startsWith("bad-magic: the file begins with 6120726f");
        form = FileForm.OPAQUE;
        assertThat(refused(add(0, IMAGE)))
                .startsWith("not-opaque: the file is a whole image for esp32 ");
        Release release = done(add(3, other));
        assertThat(image(release)).isEqualTo(Sha256.of(other));
        assertThat(warnings(release)).isEmpty();
        served = Optional.of(Files.write(folder.resolve("served"), other));
        assertThat(warnings(release))
                .containsExactly(
                        "the file for model esp32 is opaque: nothing in it was read, nor whether it"
                                + " fits the model");
        Files.writeString(folder.resolve("served"), "damaged on disk");
        assertThat(warnings(release)).isEmpty();
    }

    @Test
    void refusesASecurityVersionBelowWhatIsPublishedWhenNoDeviceIsKnownThatCouldTakeIt() {
        byte[] other = "a root file system".getBytes(StandardCharsets.US_ASCII);
        form = FileForm.OPAQUE;
        done(add(3, other));
        name = new ReleaseName(name.product(), new Version("0.8"));
        assertThat(add(2, other))
                .isInstanceOfSatisfying(
                        Outcome.Conflict.class,
                        refused ->
                                assertThat(refused.why())
                                        .contains("security version 2 is lower than 3 of")
                                        .contains("No device of model esp32 is known"));
        draft = true;
        done(add(2, other));
    }

    private List<String> warnings(Release release) {
        return store.read(reads -> Fit.warnings(reads, new Kept(), release));
    }

    private Outcome<Release> add(int securityVersion, byte[] content) {
        return add("rel-1", SIGNATURE, securityVersion, content);
    }

    private Outcome<Release> add(
            String key, String signature, int securityVersion, byte[] content) {
        try {
            Path upload = Files.write(folder.resolve("upload"), content);
            Intake.Offer offer =
                    new Intake.Offer(
                            name,
                            model,
                            securityVersion,
                            List.of(new ReleaseSignature(key, signature)),
                            draft,
                            form);
            return intake.add(offer, upload, Samples.T0, "ada");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Release done(Outcome<Release> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<Release>) outcome).value();
    }

    private String refused(Outcome<Release> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
        assertThat(kept).isEmpty();
        assertThat(store.read(Store.Reads::releases)).isEmpty();
        return String.join("\n", ((Outcome.Invalid<Release>) outcome).problems());
    }

    private final class Kept implements ArtifactStore {
        @Override
        public Path newUpload() {
            return folder.resolve("upload");
        }

        @Override
        public Sha256 keep(Path upload) {
            assertThat(store.read(Store.Reads::releases))
                    .as("the file is kept before its release is stored")
                    .allMatch(r -> !kept.isEmpty());
            try {
                Sha256 digest = Sha256.of(Files.readAllBytes(upload));
                kept.add(digest);
                return digest;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
            return served;
        }
    }
}

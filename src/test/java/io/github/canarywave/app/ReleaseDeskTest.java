package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.ArtifactStore.Condition;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.TrustKey;
import io.github.canarywave.domain.rollout.TrustKey.Standing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Releases and keys that are taken back, while a campaign with them runs. */
class ReleaseDeskTest {
    private static final ReleaseName NAME = Samples.release().name();
    private final Map<Sha256, Condition> files = new HashMap<>();

    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final Steering steering = new Steering(bench.store, loop, bench.turns);
    private final ReleaseDesk desk = new ReleaseDesk(bench.store, new Shelf(), steering, () -> T0);

    private final List<Path> kept = new ArrayList<>();
    private boolean begun;

    @Test
    void keepsAListOfWhatAReleaseIsMadeOfAndTheLastOneCounts() {
        bench.store.write(
                tx -> {
                    Samples.release().artifacts().values().forEach(a -> tx.add(NAME, a, T0));
                    return NAME;
                });
        ReleaseName other = new ReleaseName(NAME.product(), new Version("9.9"));
        Path[] lists = {Path.of("one.json"), Path.of("two.json")};
        assertThat(desk.describe(other, lists[0], "SPDX 2.3", "ada"))
                .isInstanceOf(Outcome.NotFound.class);
        assertThat(kept).isEmpty();
        desk.describe(NAME, lists[0], "SPDX 2.3", "ada");
        desk.describe(NAME, lists[1], "CycloneDX 1.6", "bob");
        assertThat(kept).containsExactly(lists);
        assertThat(bench.store.read(reads -> reads.release(NAME)).orElseThrow().sbom())
                .hasValue(new Release.Sbom(Samples.digest("two.json"), "CycloneDX 1.6"));
    }

    ReleaseDeskTest() {
        bench.addOld(3);
    }

    @AfterEach
    void stop() {
        if (begun) loop.close();
    }

    /** A halt by a person waits for the turn thread; the other tests are its own turns. */
    private void begin() {
        loop.start();
        begun = true;
    }

    private static TrustKey key(String id, String fingerprint) {
        return new TrustKey(id, fingerprint, "PEM", Standing.ACTIVE, true, T0, "");
    }

    private void given(TrustKey... keys) {
        assertThat(GivenKeys.tell(bench.store, List.of(keys)))
                .isInstanceOf(GivenKeys.Told.Known.class);
    }

    private Optional<String> objection() {
        return bench.store.read(reads -> ReleaseRules.objection(reads, Samples.release()));
    }

    @Test
    void aRevokedReleaseHaltsItsCampaignForGoodAndIsServedToNobody() {
        int first = Bench.number(bench.published.getFirst().device());
        String url = "url:" + bench.attempt(first).key();
        begin();
        Outcome<ReleaseCare.Revoked> done = desk.revoke(NAME, "ada", "drains batteries");
        assertThat(done)
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        d ->
                                assertThat(((ReleaseCare.Revoked) d.value()).halted())
                                        .containsExactly(Bench.NAME));
        String why = "release lamp 1.1.0 is revoked by ada: drains batteries";
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
        assertThat(bench.rollout().reason()).contains(why);
        assertThat(bench.downloads.admit(url, at(0))).isInstanceOf(Admission.Gone.class);
        assertThat(bench.turns.mayHandOver(bench.published.getFirst())).isFalse();
        assertThat(steering.resume(Bench.NAME, "ada", "it is only one"))
                .isEqualTo(new Outcome.Conflict<RolloutStatus>("campaign lamps is Halted: " + why));
        assertThat(objection()).contains(why);
        assertThat(desk.publish(NAME, false, "ada")).isInstanceOf(Outcome.Conflict.class);
        assertThat(desk.revoke(NAME, "ada", " ")).isInstanceOf(Outcome.Invalid.class);
    }

    @Test
    void ofARevokedReleaseNobodyGetsTheLastBytesAgain() {
        int first = Bench.number(bench.published.getFirst().device());
        bench.store.write(
                tx -> {
                    Attempt attempt = tx.attempt(Bench.NAME, Samples.id(first)).orElseThrow();
                    tx.replace(attempt, attempt.in(new State.Installing(at(60))), Optional.empty());
                    return tx;
                });
        String url = "url:" + bench.attempt(first).key();
        assertThat(bench.downloads.admit(url, at(0))).isInstanceOf(Admission.Admitted.class);
        begin();
        desk.revoke(NAME, "ada", "burns");
        assertThat(bench.downloads.admit(url, at(0)))
                .isEqualTo(new Admission.Gone("release lamp 1.1.0 is revoked by ada: burns"));
    }

    @Test
    void whatACrashLeftGoingIsHaltedByTheNextTurn() {
        bench.store.write(
                tx -> {
                    tx.catalogue().put(NAME, new ReleaseState.Revoked("by ada: burns"));
                    return tx;
                });
        bench.wishes();
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
        assertThat(bench.rollout().reason())
                .isEqualTo("release lamp 1.1.0 is revoked by ada: burns");
    }

    @Test
    void aRevokedKeyHoldsTheRolloutUntilAnotherKeyHasSigned() {
        given(key("rel-1", "11"), key("rel-2", "22"));
        StoredCommand command = bench.published.getFirst();
        assertThat(bench.turns.mayHandOver(command)).isTrue();
        desk.set("rel-1", Standing.REVOKED, "ada", "laptop was stolen");
        String why =
                "release lamp 1.1.0 for esp32 is signed by no other key: key rel-1 is revoked (by"
                        + " ada: laptop was stolen)";
        bench.published.clear();
        newDevices();
        assertThat(bench.rollout().reason()).contains(why);
        assertThat(bench.rollout().running()).isTrue();
        assertThat(bench.turns.mayHandOver(command)).isFalse();
        assertThat(bench.published).isEmpty();
        bench.store.write(
                tx -> {
                    tx.catalogue()
                            .sign(
                                    NAME,
                                    Samples.MODEL,
                                    new ReleaseSignature("rel-2", "B".repeat(86)),
                                    at(5));
                    return tx;
                });
        bench.wishes();
        assertThat(bench.published).isNotEmpty().allMatch(c -> c.payload().endsWith("rel-2"));
        assertThat(desk.set("rel-1", Standing.ACTIVE, "ada", ""))
                .isInstanceOf(Outcome.Conflict.class);
    }

    /** Room for other devices: those commanded first have confirmed. */
    private void newDevices() {
        for (StoredCommand command :
                List.copyOf(bench.store.<List<StoredCommand>>read(r -> r.unsent(99)))) {
            int device = Bench.number(command.device());
            bench.fold(bench.report(device, command.id(), 1, WireState.REFUSED, Code.DECLINED));
        }
        bench.wishes();
    }

    @Test
    void aDeviceIsSentTheSignatureOfAKeyThatItKnows() {
        given(key("rel-1", "11"), key("rel-2", "22"));
        bench.store.write(
                tx -> {
                    ReleaseSignature second = new ReleaseSignature("rel-2", "B".repeat(86));
                    tx.catalogue().sign(NAME, Samples.MODEL, second, at(5));
                    return tx;
                });
        Rollout rollout = bench.rollout();
        Map<List<String>, String> sent =
                Map.of(
                        List.of("11"), "rel-1",
                        List.of("22", "11"), "rel-2",
                        List.of("99"), "rel-2",
                        List.of(), "rel-2");
        sent.forEach(
                (anchors, key) -> {
                    Birth b = Samples.birth(Samples.OLD, 2);
                    Birth born = Samples.trusting(b, anchors);
                    assertThat(
                                    bench.store.<String>read(
                                            reads ->
                                                    ReleaseRules.signedFor(
                                                                    ReleaseRules.vouching(
                                                                            reads,
                                                                            rollout.release(),
                                                                            Samples.MODEL),
                                                                    rollout,
                                                                    Samples.device(1, born))
                                                            .key()))
                            .as("%s", anchors)
                            .isEqualTo(key);
                });
    }

    @Test
    void aDraftIsForNoCampaignUntilItIsPublished() {
        bench.store.write(
                tx -> {
                    tx.catalogue().put(NAME, new ReleaseState.Draft());
                    return tx;
                });
        assertThat(objection().orElseThrow())
                .isEqualTo(
                        "release lamp 1.1.0 is a draft; publish it: canarywave release publish"
                                + " lamp 1.1.0");
        assertThat(desk.publish(NAME, false, "ada")).isInstanceOf(Outcome.Done.class);
        assertThat(objection()).isEmpty();
        assertThat(desk.publish(new ReleaseName(NAME.product(), new Version("9")), false, "ada"))
                .isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    void keysThatAreGivenNoMoreSignNothingNewAndNamesAreNeverReused() {
        given(key("rel-1", "11"), key("rel-2", "22"));
        given(key("rel-2", "22"));
        assertThat(desk.keys()).extracting(TrustKey::signsNew).containsExactly(false, true);
        assertThat(objection()).isEmpty();
        desk.set("rel-2", Standing.RETIRING, "ada", "next");
        assertThat(GivenKeys.tell(bench.store, List.of(key("rel-2", "22"))))
                .isEqualTo(
                        new GivenKeys.Told.Known(
                                List.of(
                                        "key rel-2 is retiring and signs nothing new (by ada:"
                                                + " next)")));
        assertThat(GivenKeys.tell(bench.store, List.of(key("rel-2", "33"))))
                .isInstanceOf(GivenKeys.Told.Clash.class);
        assertThat(desk.set("rel-9", Standing.REVOKED, "ada", "x"))
                .isInstanceOf(Outcome.NotFound.class);
        assertThat(desk.set("rel-1", Standing.REVOKED, "ada", ""))
                .isInstanceOf(Outcome.Invalid.class);
    }

    @Test
    void saysBeforehandThatDevicesWillRefuseALowerSecurityVersion() {
        assertThat(
                        desk.warnings(
                                bench.store
                                        .<java.util.Optional<Release>>read(r -> r.release(NAME))
                                        .orElseThrow()))
                .isEmpty();
        ReleaseName old = new ReleaseName(NAME.product(), new Version(Samples.OLD));
        Release before = bench.store.<Optional<Release>>read(r -> r.release(old)).orElseThrow();
        Artifact artifact = before.artifacts().values().iterator().next();
        ArtifactContent c = artifact.content();
        ArtifactContent low =
                new ArtifactContent(
                        c.model(), c.version(), 1, c.size(), c.sha256(), c.key(), c.signature());
        Release lower =
                new Release(
                        new ReleaseName(NAME.product(), new Version("0.9")),
                        Map.of(Samples.MODEL, new Artifact(low, artifact.image())));
        assertThat(desk.warnings(lower))
                .containsExactly(
                        "security version 1 is lower than "
                                + 3
                                + " of lamp 1.1.0, which is published: a device that ran that one"
                                + " refuses this one",
                        "20 devices of model esp32 run a security version above 1 and refuse this"
                                + " release");
    }

    private ReleaseName draft(String version, int securityVersion) {
        ArtifactContent c = Samples.release().artifacts().values().iterator().next().content();
        Version named = new Version(version);
        ReleaseName name = new ReleaseName(NAME.product(), named);
        ArtifactContent content =
                new ArtifactContent(
                        c.model(),
                        named,
                        securityVersion,
                        c.size(),
                        c.sha256(),
                        c.key(),
                        c.signature());
        bench.store.write(
                tx -> {
                    tx.add(name, new Artifact(content, Samples.digest(version)), T0);
                    tx.catalogue().put(name, new ReleaseState.Draft());
                    return tx;
                });
        return name;
    }

    @Test
    void publishesNothingThatNoDeviceCouldTakeUnlessThatIsMeant() {
        ReleaseName low = draft("0.9", 1);
        assertThat(desk.publish(low, false, "ada"))
                .isInstanceOfSatisfying(
                        Outcome.Conflict.class,
                        refused ->
                                assertThat(refused.why())
                                        .startsWith(
                                                "security version 1 is lower than what all 20"
                                                        + " devices of model esp32 run that have"
                                                        + " told"));
        assertThat(desk.publish(low, true, "ada")).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void publishesWhatSomeDeviceCouldTakeThoughAHigherOneIsPublished() {
        ReleaseName low = draft("0.9", Samples.SECURITY_VERSION - 1);
        assertThat(desk.publish(low, false, "ada")).isInstanceOf(Outcome.Done.class);
        Release release = bench.store.<Optional<Release>>read(r -> r.release(low)).orElseThrow();
        assertThat(desk.warnings(release))
                .containsExactly(
                        "security version 2 is lower than 3 of lamp 1.1.0, which is published: a"
                                + " device that ran that one refuses this one");
    }

    @Test
    void namesFilesThatAreDamagedOrMissingAndTheReleasesThatNeedThem() {
        Sha256 wanted = Samples.digest("file");
        assertThat(desk.check()).isEqualTo(new Scrub.Report(2, List.of()));
        files.put(wanted, Condition.DAMAGED);
        assertThat(desk.check().bad())
                .containsExactly(new Scrub.Bad(wanted, Condition.DAMAGED, List.of(NAME)));
    }

    /** Files that are what was said of them, otherwise sound. */
    private final class Shelf implements ArtifactStore {
        @Override
        public Path newUpload() {
            throw new UnsupportedOperationException("nothing is uploaded here");
        }

        @Override
        public Sha256 keep(Path upload) {
            kept.add(upload);
            return Samples.digest(upload.toString());
        }

        @Override
        public List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore) {
            throw new UnsupportedOperationException("nobody sweeps here");
        }

        @Override
        public Condition check(Sha256 file) {
            return files.getOrDefault(file, Condition.SOUND);
        }

        @Override
        public Optional<Path> find(Sha256 file) {
            throw new UnsupportedOperationException("nothing is served here");
        }
    }
}

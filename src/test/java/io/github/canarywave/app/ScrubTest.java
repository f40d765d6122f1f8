package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.digest;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.ArtifactStore.Condition;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Files that are looked after while a campaign runs. */
class ScrubTest {
    private static final ReleaseName NAME = Samples.release().name();
    private static final Sha256 IMAGE = digest("file");
    private static final Sha256 LIST = digest("list");

    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private final Shelf shelf = new Shelf();

    ScrubTest() {
        shelf.there.addAll(List.of(IMAGE, LIST, digest("orphan"), digest("fresh")));
        bench.store.write(
                tx -> {
                    Samples.release().artifacts().values().forEach(a -> tx.add(NAME, a, T0));
                    tx.catalogue().put(NAME, new Release.Sbom(LIST, "SPDX 2.3"));
                    return NAME;
                });
    }

    private Scrub scrub(Scrub.Revoked revoked) {
        return new Scrub(bench.store, shelf, revoked);
    }

    private List<Sha256> swept(Scrub.Revoked revoked) {
        return scrub(revoked).sweep(at(86_400 + 100));
    }

    private void revoke() {
        bench.store.write(
                tx -> {
                    tx.catalogue().put(NAME, new ReleaseState.Revoked("by ada: burns"));
                    return tx;
                });
    }

    @Test
    void looksAtListsOfWhatReleasesAreMadeOfToo() {
        shelf.there.remove(LIST);
        assertThat(scrub(Scrub.Revoked.KEPT).all().bad())
                .containsExactly(new Scrub.Bad(LIST, Condition.MISSING, List.of(NAME)));
    }

    @Test
    void oneFileThatCannotBeReadKeepsNoOtherFromBeingLookedAt() {
        shelf.broken.add(IMAGE);
        shelf.there.remove(LIST);
        assertThat(scrub(Scrub.Revoked.KEPT).all())
                .isEqualTo(
                        new Scrub.Report(
                                2,
                                List.of(
                                        new Scrub.Bad(IMAGE, Condition.UNREADABLE, List.of(NAME)),
                                        new Scrub.Bad(LIST, Condition.MISSING, List.of(NAME)))));
    }

    @Test
    void removesADayLaterWhatNoReleaseNames() {
        assertThat(scrub(Scrub.Revoked.KEPT).sweep(at(86_400 - 1))).isEmpty();
        assertThat(swept(Scrub.Revoked.KEPT)).containsExactly(digest("orphan"));
        assertThat(shelf.there).containsExactlyInAnyOrder(IMAGE, LIST, digest("fresh"));
    }

    @Test
    void keepsTheFirmwareOfARevokedReleaseUnlessItIsWishedOtherwiseAndNoCampaignHasIt() {
        shelf.there.remove(digest("orphan"));
        revoke();
        assertThat(swept(Scrub.Revoked.KEPT)).isEmpty();
        assertThat(swept(Scrub.Revoked.DROPPED)).as("the campaign is not over").isEmpty();
        Rollout over = bench.rollout().in(new RolloutState.Aborted("enough"), "enough");
        bench.store.write(
                tx -> {
                    tx.save(over);
                    return tx;
                });
        assertThat(swept(Scrub.Revoked.KEPT)).isEmpty();
        assertThat(swept(Scrub.Revoked.DROPPED)).containsExactly(IMAGE);
        assertThat(shelf.there).as("whoever runs it may ask").contains(LIST);
    }

    @Test
    void looksSoonAfterTheStartThenDailyAndAfterAFailureAgain() {
        shelf.failing = 1;
        List<Duration> pauses = new ArrayList<>();
        new Caretaker(
                        scrub(Scrub.Revoked.KEPT),
                        bench.counters,
                        () -> at(200_000),
                        time -> {
                            pauses.add(time);
                            if (pauses.size() == 4) throw new InterruptedException();
                        })
                .run();
        assertThat(pauses)
                .containsExactly(
                        Caretaker.FIRST, Caretaker.AGAIN, Caretaker.EVERY, Caretaker.EVERY);
        assertThat(bench.counters.get("scrub_failed")).isEqualTo(1);
        assertThat(bench.counters.get("scrub_runs")).isEqualTo(3);
        assertThat(bench.counters.get("scrub_files_removed")).isEqualTo(1);
    }

    /** Names without bytes; all came at the beginning, but for one. */
    private static final class Shelf implements ArtifactStore {
        private final Set<Sha256> there = new HashSet<>();
        private final Set<Sha256> broken = new HashSet<>();
        private int failing;

        @Override
        public Path newUpload() {
            throw new UnsupportedOperationException("nothing is uploaded here");
        }

        @Override
        public Sha256 keep(Path upload) {
            throw new UnsupportedOperationException("nothing is uploaded here");
        }

        @Override
        public Condition check(Sha256 file) {
            if (broken.contains(file))
                throw new UncheckedIOException(new java.io.IOException("Input/output error"));
            return there.contains(file) ? Condition.SOUND : Condition.MISSING;
        }

        @Override
        public List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore) {
            if (failing-- > 0) throw new UncheckedIOException(new java.io.IOException("gone"));
            List<Sha256> gone =
                    there.stream()
                            .filter(wanted.negate())
                            .filter(_ -> T0.isBefore(keptBefore))
                            .filter(file -> !file.equals(digest("fresh")))
                            .toList();
            there.removeAll(gone);
            return gone;
        }

        @Override
        public Optional<Path> find(Sha256 file) {
            throw new UnsupportedOperationException("nothing is served here");
        }
    }
}

package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Edits of a campaign that goes on. */
class RevisingTest {
    private static final CampaignName NAME = Bench.NAME;
    private static final Wave CANARY = wave("canary", 5, failures(10, 5));
    private static final Wave ALL = new Wave("all", Size.percent(100), Duration.ZERO, List.of());

    private final Bench bench = Bench.started(campaign(CANARY, ALL), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final Revising revising = new Revising(loop);

    RevisingTest() {
        bench.store.write(
                tx -> {
                    tx.people().revise(NAME, "first", "ada", Samples.T0);
                    return tx;
                });
        loop.start();
    }

    private static Campaign campaign(Wave... waves) {
        return Samples.campaign(Pace.DEFAULT, waves);
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void aWaveThatIsPutInTakesItsDevicesAndTheirCount() {
        Campaign next = campaign(CANARY, wave("half", 10, failures(10, 5)), ALL);
        assertThat(revising.revise(next, "second", "bob")).isInstanceOf(Outcome.Done.class);
        assertThat(bench.rollout().campaign().waves()).hasSize(3);
        assertThat(queued(0) + queued(1) + queued(2)).isEqualTo(15);
        assertThat(queued(1)).isEqualTo(5);
        assertThat(queued(2)).isEqualTo(10);
        assertThat(bench.rollout().openWave()).isZero();
        List<CampaignRevision> revisions =
                bench.store.read(reads -> reads.people().revisions(NAME));
        assertThat(revisions).extracting(CampaignRevision::author).containsExactly("ada", "bob");
        List<AuditLine> audit = bench.store.read(reads -> reads.people().audit(Long.MAX_VALUE, 1));
        assertThat(audit)
                .singleElement()
                .satisfies(
                        line ->
                                assertThat(line.why())
                                        .isEqualTo("revision 2: waves.half none -> 10"));
    }

    private long queued(int wave) {
        return bench.store.read(reads -> reads.tally(NAME)).in(wave, "Queued");
    }

    @Test
    void anEditThatIsLooserIsRefusedWithAllOfThem() {
        Wave looser = new Wave("canary", new Size.Count(5), Duration.ZERO, List.of());
        assertThat(revising.revise(campaign(looser, ALL), "second", "bob"))
                .isInstanceOfSatisfying(
                        Outcome.Conflict.class,
                        c ->
                                assertThat(c.why())
                                        .contains(
                                                "need a new campaign",
                                                "waves.canary.soak 30m -> 0s: a shorter soak",
                                                "waves.canary.gates failureRate"));
        assertThat(bench.rollout().campaign()).isEqualTo(campaign(CANARY, ALL));
    }

    @Test
    void theSameAgainChangesNothing() {
        assertThat(revising.revise(campaign(CANARY, ALL), "# words\nfirst", "bob"))
                .isInstanceOf(Outcome.Done.class);
        List<CampaignRevision> revisions =
                bench.store.read(reads -> reads.people().revisions(NAME));
        assertThat(revisions).hasSize(1);
    }
}

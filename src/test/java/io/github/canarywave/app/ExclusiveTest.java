package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Exclusive;
import io.github.canarywave.domain.campaign.Exclusive.OnConflict;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Optional;

/** Campaigns of one exclusive name never run beside each other. */
class ExclusiveTest {
    private static final CampaignName SECOND = new CampaignName("second");
    private static final CampaignName THIRD = new CampaignName("third");

    private final Bench bench =
            Bench.started(
                    CampaignDraft.of(campaign(failures(10, 5)))
                            .exclusive(Optional.of(new Exclusive("lamps", OnConflict.REJECT)))
                            .build(),
                    20);
    private TurnLoop loop = loop(bench.turns);

    private TurnLoop loop(Turns turns) {
        TurnLoop made =
                new TurnLoop(turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void aQueuedCampaignWaitsUntilTheOneBeforeItHasEndedAndSaysForWhom() {
        assertThat(begin(SECOND, "lamps", OnConflict.QUEUE)).isEmpty();
        String running = "waits until lamps has ended, which is Running and has the exclusive name";
        assertThat(rollout(SECOND).reason()).isEqualTo(running + " lamps");
        assertThat(plan(THIRD, "lamps", OnConflict.QUEUE))
                .contains("The campaign waits until second has ended, which is Preparing");
        steering().pause(Bench.NAME, "ada", "lunch");
        await().until(() -> rollout(SECOND).reason().contains("which is Paused"));
        steering().halt(Bench.NAME, "ada", "smoke");
        await().until(
                        () ->
                                rollout(SECOND).reason().contains("which is Halted")
                                        && rollout(SECOND)
                                                .reason()
                                                .endsWith("; a person resumes or aborts it"));
        assertThat(rollout(SECOND).state()).isInstanceOf(RolloutState.Preparing.class);
        steering().abort(Bench.NAME, "ada", "over");
        await().until(() -> rollout(SECOND).running() && rollout(SECOND).cohort() == 20);
    }

    @Test
    void theQueueOutlivesARestart() {
        assertThat(begin(SECOND, "lamps", OnConflict.QUEUE)).isEmpty();
        assertThat(begin(THIRD, "lamps", OnConflict.QUEUE)).isEmpty();
        loop.close();
        loop = loop(new Turns(bench.store, bench, bench, bench, bench.counters));
        steering().abort(Bench.NAME, "ada", "over");
        await().until(() -> rollout(SECOND).running());
        await().until(() -> rollout(THIRD).reason().startsWith("waits until second has ended"));
        assertThat(rollout(THIRD).state()).isInstanceOf(RolloutState.Preparing.class);
        steering().abort(SECOND, "ada", "over");
        await().until(() -> rollout(THIRD).running());
    }

    @Test
    void aReplacingCampaignAbortsAllThatCameBeforeIt() {
        assertThat(begin(SECOND, "lamps", OnConflict.QUEUE)).isEmpty();
        assertThat(plan(THIRD, "lamps", OnConflict.REPLACE))
                .contains(
                        "Applying this aborts second, lamps, which has the exclusive name lamps.");
        assertThat(begin(THIRD, "lamps", OnConflict.REPLACE)).isEmpty();
        for (CampaignName earlier : java.util.List.of(Bench.NAME, SECOND))
            assertThat(rollout(earlier).state())
                    .isEqualTo(new RolloutState.Aborted("by ada: replaced by campaign third"));
        assertThat(bench.turns.mayHandOver(bench.published.getFirst())).isFalse();
        await().until(() -> rollout(THIRD).running());
    }

    @Test
    void aRejectedCampaignIsNotStoredAndChangesNothing() {
        String why =
                "campaign second is not started: lamps is Running and has the exclusive name lamps;"
                        + " abort it, or write onConflict: queue or replace";
        assertThat(begin(SECOND, "lamps", OnConflict.REJECT)).contains(why);
        assertThat(plan(SECOND, "lamps", OnConflict.REJECT)).contains("Applying this is refused");
        assertThat(bench.store.<Boolean>read(reads -> reads.rollout(SECOND).isPresent())).isFalse();
        assertThat(bench.rollout().running()).isTrue();
        steering().abort(Bench.NAME, "ada", "over");
        assertThat(begin(SECOND, "lamps", OnConflict.REJECT)).isEmpty();
    }

    @Test
    void campaignsOfOtherNamesOrNoneRunBesideEachOther() {
        assertThat(begin(SECOND, "meters", OnConflict.REJECT)).isEmpty();
        await().until(() -> rollout(SECOND).running());
        Campaign free = CampaignDraft.of(THIRD, release().name()).build();
        assertThat(begin(free)).isEmpty();
        await().until(() -> rollout(THIRD).running());
        assertThat(bench.rollout().running()).isTrue();
        assertThat(begin(free).orElseThrow()).startsWith("campaign third exists");
    }

    private static Campaign named(CampaignName name, String exclusive, OnConflict onConflict) {
        return CampaignDraft.of(name, release().name())
                .exclusive(Optional.of(new Exclusive(exclusive, onConflict)))
                .build();
    }

    private Optional<String> begin(CampaignName name, String exclusive, OnConflict onConflict) {
        return begin(named(name, exclusive, onConflict));
    }

    private Optional<String> begin(Campaign campaign) {
        return loop.control(
                control -> new Beginning(control, "ada", "").begin(campaign, release(), ""));
    }

    private String plan(CampaignName name, String exclusive, OnConflict onConflict) {
        Campaign campaign = named(name, exclusive, onConflict);
        return bench.store.read(
                reads ->
                        new Planner(reads, bench, campaign, release(), bench.now().hearing())
                                .plan(bench.now().wall())
                                .warnings()
                                .getFirst());
    }

    private Rollout rollout(CampaignName name) {
        return bench.store.read(reads -> reads.rollout(name)).orElseThrow();
    }

    private Steering steering() {
        return new Steering(bench.store, loop, bench.turns);
    }
}

package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.app.Operations.HaltReport;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

class SteeringTest {
    private static final CampaignName NAME = Bench.NAME;

    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final Steering steering = new Steering(bench.store, loop, bench.turns);

    SteeringTest() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void aHaltTakesBackWhatHasNotItsLastByteAndListsTheRest() {
        StoredCommand installing = bench.published.getFirst();
        offer(installing, 1, WireState.INSTALLING);
        await().until(() -> attempt(installing).state() instanceof State.Installing);
        HaltReport report = done(steering.halt(NAME, "ada", "smoke"));
        assertThat(report.withdrawn()).isEqualTo(4);
        assertThat(report.mayStillInstall()).containsExactly(installing.device());
        assertThat(report.untouched()).isEqualTo(15);
        assertThat(report.status().state()).isEqualTo("Halted");
        assertThat(report.status().reason()).isEqualTo("by ada: smoke");
        await().until(() -> sent(true).size() == 4);
        assertThat(sent(true)).noneMatch(w -> w.id().equals(installing.id()));
        assertThat(bench.turns.mayHandOver(installing)).isFalse();
        assertThat(Set.copyOf(bench.cut)).hasSize(4);
    }

    @Test
    void resumingAfterAPersonsHaltCommandsTheWithdrawnAgain() {
        Set<DeviceId> before =
                bench.published.stream().map(StoredCommand::device).collect(Collectors.toSet());
        done(steering.halt(NAME, "ada", "smoke"));
        bench.published.clear();
        assertThat(done(steering.resume(NAME, "ada", "it was the toaster")).state())
                .isEqualTo("Running");
        await().until(() -> sent(false).size() == 5);
        assertThat(sent(false))
                .allMatch(c -> c.attempt() == 2 && before.contains(c.device()))
                .allMatch(bench.turns::mayHandOver);
    }

    @Test
    void aHaltByAGateIsNotResumed() {
        haltByGate();
        conflict(steering.resume(NAME, "ada", "I know better"), "a gate halted it (wave canary:");
        assertThat(state()).isInstanceOf(RolloutState.Halted.class);
    }

    @Test
    void aPersonsHaltOnTopOfAGatesDoesNotOpenAWayAroundTheEvidence() {
        haltByGate();
        steering.halt(NAME, "ada", "me too");
        conflict(steering.resume(NAME, "ada", "I know better"), "a gate halted it (wave canary:");
    }

    @Test
    void aPauseStartsNothingNewAndLetsDownloadsFinish() {
        StoredCommand first = bench.published.getFirst();
        assertThat(done(steering.pause(NAME, "ada", "lunch")).reason()).isEqualTo("by ada: lunch");
        assertThat(bench.downloads.admit("url:" + attempt(first).key(), Samples.T0))
                .isInstanceOf(DownloadDesk.Admission.Admitted.class);
        conflict(steering.pause(NAME, "ada", "again"), "only a running campaign can be paused");
        conflict(steering.resume(NAME, "ada", " "), "resume needs a reason");
        assertThat(done(steering.resume(NAME, "ada", "lunch is over")).state())
                .isEqualTo("Running");
        conflict(steering.resume(NAME, "ada", "again"), "only a paused or halted campaign");
    }

    @Test
    void anAbortIsForGood() {
        assertThat(done(steering.abort(NAME, "ada", "wrong release")).withdrawn()).isEqualTo(5);
        conflict(steering.resume(NAME, "ada", "sorry"), "is Aborted");
        conflict(steering.pause(NAME, "ada", ""), "is Aborted");
        assertThat(steering.halt(NAME, "ada", ""))
                .isEqualTo(
                        new Outcome.Conflict<HaltReport>("lamps has ended: by ada: wrong release"));
        assertThat(bench.turns.isShut(NAME)).isTrue();
    }

    @Test
    void whatWasHaltedBeforeItsCohortWasFrozenIsFrozenWhenItGoesOn() {
        Bench unfrozen = new Bench(campaign(failures(10, 5)), 20);
        try (TurnLoop other =
                new TurnLoop(
                        unfrozen.turns,
                        unfrozen.store,
                        unfrozen.inbox,
                        unfrozen,
                        () -> unfrozen.now().wall())) {
            unfrozen.turns.halt(NAME, "by ada: too early", unfrozen.now());
            other.start();
            Steering early = new Steering(unfrozen.store, other, unfrozen.turns);
            done(early.resume(NAME, "ada", "now"));
            await().until(() -> unfrozen.rollout().cohort() == 20);
            assertThat(unfrozen.rollout().state()).isInstanceOf(RolloutState.Running.class);
        }
    }

    @Test
    void aCampaignThatNobodyKnowsIsNotFound() {
        CampaignName nobody = new CampaignName("nobody");
        assertThat(steering.halt(nobody, "ada", "")).isInstanceOf(Outcome.NotFound.class);
        assertThat(steering.resume(nobody, "ada", "x")).isInstanceOf(Outcome.NotFound.class);
    }

    /** Commands or withdrawals that were handed over, however often. */
    private Set<StoredCommand> sent(boolean withdrawals) {
        return bench.published.stream()
                .filter(command -> command.withdraws() == withdrawals)
                .collect(Collectors.toSet());
    }

    private void haltByGate() {
        for (StoredCommand command : List.copyOf(bench.published)) {
            offer(command, 1, WireState.INSTALLING);
            offer(command, 2, WireState.ROLLED_BACK, Code.HEALTH_CHECK);
        }
        await().until(() -> state() instanceof RolloutState.Halted);
    }

    private void offer(StoredCommand command, long seq, WireState state, Code... why) {
        int device = Bench.number(command.device());
        bench.inbox.offer(bench.report(device, command.id(), seq, state, why));
    }

    private Attempt attempt(StoredCommand command) {
        return bench.attempt(Bench.number(command.device()));
    }

    private RolloutState state() {
        Rollout rollout = bench.rollout();
        return rollout.state();
    }

    private static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<T>) outcome).value();
    }

    private static void conflict(Outcome<?> outcome, String why) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Conflict.class, c -> assertThat(c.why()).contains(why));
    }
}

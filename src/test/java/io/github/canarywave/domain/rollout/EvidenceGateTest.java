package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.SOAK;
import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.counted;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.running;
import static io.github.canarywave.domain.rollout.Samples.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.rollout.Decision.Halt;
import io.github.canarywave.domain.rollout.Decision.Hold;
import io.github.canarywave.domain.rollout.Decision.HoldStratum;
import io.github.canarywave.domain.rollout.Decision.OpenWave;
import io.github.canarywave.domain.rollout.Decision.Settle;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

import org.junit.jupiter.api.Test;

import java.util.List;

class EvidenceGateTest {
    private static final Campaign CAMPAIGN = campaign(Defaults.GATE);
    private static final Rollout CANARY = counted(running(CAMPAIGN, 100, 0), 9, 10, 9);
    private static final long OVER = SOAK.toSeconds();

    @Test
    void haltsWhenTheFirstTwoFailAndNobodyElseCounts() {
        assertThat(decide(CANARY, counts().bad(0, 2).in(0, "Queued", 8).in(1, "Queued", 90), 0))
                .containsExactly(
                        new Halt(
                                "wave canary: evidence 346 : 1 that more than 2% fail (2 of 2"
                                        + " failed)"));
    }

    @Test
    void pendingDevicesSpeakAgainstAHalt() {
        Samples.Counts pending =
                counts().bad(0, 2).started(0, 4).accepted(0, 4).in(1, "Queued", 90);
        assertThat(decide(CANARY, pending, 0)).noneMatch(Halt.class::isInstance);
        assertThat(reading(CANARY, pending, 0)).isInstanceOf(Waiting.class);
    }

    @Test
    void pendingDevicesSpeakAgainstPassingOnceTheyHaveStarted() {
        Samples.Counts good = counts().good(0, 40);
        assertThat(reading(CANARY, good, 0)).isInstanceOf(Passing.class);
        assertThat(reading(CANARY, counts().good(0, 40).accepted(0, 5), 0))
                .isInstanceOf(Passing.class);
        assertThat(reading(CANARY, counts().good(0, 40).started(0, 5), 0))
                .isInstanceOf(Waiting.class);
    }

    @Test
    void aCleanCanaryPassesWhenItsSoakIsOver() {
        Samples.Counts good = counts().good(0, 10).in(1, "Queued", 90);
        assertThat(decide(CANARY, good, 0).getLast()).isInstanceOf(Settle.class);
        Rollout settled = CANARY.settled(at(0));
        assertThat(only(settled, good, OVER - 1)).isInstanceOf(Hold.class);
        assertThat(only(settled, good, OVER)).isInstanceOf(OpenWave.class);
    }

    @Test
    void oneFailureOfTenIsInconclusiveAndNamesThePersonWhoDecides() {
        Samples.Counts one = counts().good(0, 9).bad(0, 1).in(1, "Queued", 90);
        Rollout settled = CANARY.settled(at(0));
        assertThat(only(settled, one, OVER - 1).why()).isEqualTo("wave canary: soak of 1800 s");
        assertThat(only(settled, one, OVER))
                .isInstanceOf(Hold.class)
                .extracting(Decision::why)
                .isEqualTo(
                        "wave canary: evidence is inconclusive: 1 of 10 failed, evidence 1.2 : 1"
                                + " that more than 2% fail; a person approves the wave or halts");
        assertThat(only(settled.overruling(Deciding.gateName(0, 0)), one, OVER))
                .isInstanceOf(OpenWave.class);
    }

    @Test
    void aWaveOfDevicesThatRanTheReleaseAlreadyHasNothingToWaitFor() {
        Samples.Counts current = counts().in(0, "Current", 10).in(1, "Queued", 90);
        assertThat(only(CANARY.settled(at(0)), current, OVER).why())
                .isEqualTo("wave canary passed its gates and its soak");
        Samples.Counts refused = counts().in(0, "Current", 9).in(0, "Refused", 1);
        assertThat(only(CANARY.settled(at(0)), refused.in(1, "Queued", 90), OVER).why())
                .as("one of them was asked and said no")
                .contains("0 of 0 failed")
                .endsWith("a person approves the wave or halts");
    }

    @Test
    void devicesOfWhichNothingIsKnownOpenNoWave() {
        Samples.Counts retried = counts().in(0, "Queued", 10).in(1, "Queued", 90);
        retried.counts(0, Verdict.ACCEPTED, 10);
        assertThat(only(CANARY.settled(at(0)), retried, OVER).why())
                .contains("0 of 10 failed")
                .endsWith("a person approves the wave or halts");
    }

    @Test
    void aPersonWhoApprovedAWaveHasNotAllowedWhatTheEvidenceHalts() {
        Samples.Counts all = counts().bad(0, 5);
        assertThat(only(CANARY.overruling(Deciding.gateName(0, 0)), all, 0))
                .isInstanceOf(Halt.class);
    }

    @Test
    void theWholeRolloutIsJudgedWhicheverWaveItsDevicesAreIn() {
        Rollout all = CANARY.opening(1, "test");
        Samples.Counts late = counts().good(0, 9).bad(0, 1).bad(1, 3);
        assertThat(only(all, late, 0)).isInstanceOf(Halt.class);
    }

    @Test
    void aWaveSettlesWhenADeviceOfItCountsAndIsTriedAgainLater() {
        Samples.Counts retried = counts().in(0, "Queued", 10).in(1, "Queued", 90);
        assertThat(decide(CANARY, retried, 0)).noneMatch(Settle.class::isInstance);
        retried.counts(0, Verdict.ACCEPTED, 1);
        assertThat(decide(CANARY, retried, 0).getLast()).isInstanceOf(Settle.class);
    }

    @Test
    void acceptedEvidenceIsShownAndCountsNoMore() {
        Rollout accepting = CANARY.acceptingEvidence();
        Samples.Counts bad = counts().bad(0, 5);
        assertThat(reading(CANARY, bad, 0)).isInstanceOf(Breached.class);
        assertThat(reading(accepting, bad, 0)).isInstanceOf(Waiting.class);
        assertThat(bad.tally().bad(0)).isEqualTo(5);
        assertThat(accepting.acceptingEvidence().rulings().period()).isEqualTo(3);
    }

    /**
     * One of a hundred devices is of the stratum: the rollout as a whole stays within its limit.
     */
    @Test
    void aSmallStratumThatFailsIsHeldWhileOthersGoOn() {
        Samples.Counts one = counts().good(0, 400).in(0, "Queued", 10).bad(0, 1, "small");
        assertThat(decide(CANARY, one, 0)).noneMatch(HoldStratum.class::isInstance);
        Samples.Counts two = counts().good(0, 400).in(0, "Queued", 10).bad(0, 2, "small");
        assertThat(decide(CANARY, two, 0))
                .containsExactly(
                        new HoldStratum(
                                "small",
                                "stratum small: evidence 346 : 1 that more than 2% fail (2 of 2"
                                        + " failed)"));
        Rollout held = CANARY.holding("small", "stratum small: 2 of 2 failed");
        Candidate other = Samples.candidate(7, 0);
        Attempt small = Attempt.frozen(Samples.NAME, Samples.id(8), 8, 0, "small");
        Candidate same = new Candidate(Samples.device(8), small);
        assertThat(Deciding.decide(view(held, two, other, same), at(0)))
                .contains(
                        new Decision.Publish(
                                other.attempt(),
                                "wave canary is open; 0 in flight before it, window 23"))
                .contains(new Decision.Defer(small, at(600), "held, stratum small: 2 of 2 failed"));
        Rollout last = held.opening(1, "test").settled(at(0));
        assertThat(only(last, two, 0).why())
                .contains("stratum small: 2 of 2 failed; a person accepts the evidence");
        assertThat(held.acceptingEvidence().rulings().heldStrata()).isEmpty();
    }

    @Test
    void theChanceOfAFalseAlarmIsSplitAmongTheStrata() {
        Samples.Counts many = counts().bad(0, 2, "small").good(0, 400);
        assertThat(decide(CANARY, many, 0)).anyMatch(HoldStratum.class::isInstance);
        for (int i = 0; i < 8; i++) many.in(1, "Queued", 1, "stratum-" + i);
        assertThat(decide(CANARY, many, 0)).noneMatch(HoldStratum.class::isInstance);
    }

    private static GateReading reading(Rollout rollout, Samples.Counts counts, long second) {
        return Deciding.gates(rollout, counts.tally(), 0, at(second)).getFirst();
    }

    private static Decision only(Rollout rollout, Samples.Counts counts, long second) {
        List<Decision> decisions = decide(rollout, counts, second);
        assertThat(decisions).hasSize(1);
        return decisions.getFirst();
    }

    private static List<Decision> decide(Rollout rollout, Samples.Counts counts, long second) {
        return Deciding.decide(view(rollout, counts), at(second));
    }
}

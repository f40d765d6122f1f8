package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.SOAK;
import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Limits;
import io.github.canarywave.domain.campaign.Query;
import io.github.canarywave.domain.rollout.Answer.Word;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a gate that asks outside does to a rollout whose canary has settled well. */
class OutsideReadingTest {
    private static final long SOAKED = SOAK.toSeconds();
    private static final Answer GOOD = new Answer.Value(0.01);
    private static final Answer BAD = new Answer.Value(0.06);
    private static final Answer DEAF = new Answer.Silence("nobody answered within 10 s");

    private static Gate.Prometheus crashes(Action action) {
        Limits limits = new Limits(OptionalDouble.empty(), OptionalDouble.of(0.05));
        return new Gate.Prometheus(new Query("crashes"), limits, action);
    }

    private static Gate.Webhook hook(Action action) {
        return new Gate.Webhook("smoke-test", action);
    }

    private static HearingTime time(long second) {
        return new HearingTime(at(second), at(second), Duration.ZERO, Duration.ofSeconds(second));
    }

    private static Rollout settled(Gate gate) {
        return running(campaign(gate), 100, 0).settled(at(0));
    }

    private static Decision decide(Rollout rollout, Answers answers, HearingTime now) {
        View view =
                new View(
                        rollout,
                        counts().good(0, 10).in(1, "Queued", 90).tally(),
                        0,
                        false,
                        List.of(),
                        Optional.empty(),
                        Approvals.NONE,
                        Optional.empty(),
                        answers);
        return Deciding.decide(view, now).getFirst();
    }

    private static Decision decide(Gate.Outside gate, long second, Answers answers) {
        return decide(settled(gate), answers, time(second));
    }

    private static Answers said(Gate.Outside gate, long second, Answer answer) {
        return and(Answers.NONE, gate, second, answer);
    }

    private static Answers and(Answers before, Gate.Outside gate, long second, Answer answer) {
        return before.with(new Answers.Place(0, gate.asked()), answer, time(second));
    }

    @Test
    void noReadingNeverOpensTheNextWave() {
        Gate.Prometheus gate = crashes(Action.HALT);
        assertThat(decide(gate, SOAKED + 90_000, Answers.NONE))
                .isInstanceOfSatisfying(
                        Decision.Hold.class,
                        h -> assertThat(h.why()).contains("canary: prometheus: no reading: not"));
        Answers deaf = and(said(gate, SOAKED, DEAF), gate, SOAKED + 30, DEAF);
        assertThat(decide(gate, SOAKED + 90_000, deaf))
                .isInstanceOfSatisfying(
                        Decision.Hold.class,
                        h ->
                                assertThat(h.why())
                                        .isEqualTo(
                                                "wave canary: prometheus: no reading since "
                                                        + at(SOAKED)
                                                        + ": nobody answered within 10 s"));
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void noReadingNeverHaltsNorPauses(Action action) {
        for (long second : new long[] {0, SOAKED, SOAKED + 1_000_000})
            for (Gate.Outside gate : List.of(crashes(action), hook(action)))
                assertThat(decide(gate, second, said(gate, second, DEAF)))
                        .isNotInstanceOf(Decision.Halt.class)
                        .isNotInstanceOf(Decision.Pause.class)
                        .isNotInstanceOf(Decision.Notify.class);
    }

    @Test
    void aGoodReadingOpensTheNextWaveOnceItWasAskedForAfterTheSoak() {
        Gate.Prometheus gate = crashes(Action.HALT);
        assertThat(decide(gate, SOAKED - 1, said(gate, SOAKED - 2, GOOD)).why()).contains("soak");
        assertThat(decide(gate, SOAKED, said(gate, SOAKED - 1, GOOD)))
                .isInstanceOfSatisfying(
                        Decision.Hold.class,
                        h ->
                                assertThat(h.why())
                                        .endsWith(
                                                "reads 0.01, must be ≤ 0.05, asked before soak was"
                                                        + " over"));
        assertThat(decide(gate, SOAKED, said(gate, SOAKED, GOOD)))
                .isInstanceOf(Decision.OpenWave.class);
    }

    @Test
    void aReadingIsGoodForTwoMinutesByTheClockThatAlwaysRuns() {
        Gate.Prometheus gate = crashes(Action.HALT);
        Answers good = said(gate, SOAKED, GOOD);
        assertThat(decide(gate, SOAKED + 120, good)).isInstanceOf(Decision.OpenWave.class);
        assertThat(decide(gate, SOAKED + 121, good)).isInstanceOf(Decision.Hold.class);
        // Deaf to devices, hearing time stands still; the reading gets old all the same.
        HearingTime deaf =
                new HearingTime(
                        at(SOAKED), at(SOAKED), Duration.ZERO, Duration.ofSeconds(SOAKED + 121));
        assertThat(decide(settled(gate), good, deaf)).isInstanceOf(Decision.Hold.class);
    }

    @Test
    void oneFailedQuestionDoesNotTakeBackAReadingThatIsStillFresh() {
        Gate.Prometheus gate = crashes(Action.HALT);
        Answers then = and(said(gate, SOAKED, GOOD), gate, SOAKED + 30, DEAF);
        assertThat(decide(gate, SOAKED + 31, then)).isInstanceOf(Decision.OpenWave.class);
        assertThat(decide(gate, SOAKED + 121, then).why())
                .contains("no reading since " + at(SOAKED) + ": nobody answered");
    }

    @Test
    void aBreachActsAtAnyTimeWhileTheWaveIsOpen() {
        for (long second : new long[] {0, 5, SOAKED, SOAKED + 1_000}) {
            Gate.Prometheus gate = crashes(Action.HALT);
            assertThat(decide(gate, second, said(gate, second, BAD)))
                    .isEqualTo(
                            new Decision.Halt(
                                    "wave canary: prometheus reads 0.06, must be ≤ 0.05"));
        }
        Gate.Prometheus gate = crashes(Action.PAUSE);
        assertThat(decide(gate, 5, said(gate, 5, BAD))).isInstanceOf(Decision.Pause.class);
    }

    @Test
    void aBreachInTheLastWaveActsToo() {
        Gate.Prometheus gate = crashes(Action.HALT);
        Rollout last = running(campaign(gate), 100, 1);
        Answers bad = Answers.NONE.with(new Answers.Place(1, gate.asked()), BAD, time(5));
        assertThat(decide(last, bad, time(6))).isInstanceOf(Decision.Halt.class);
    }

    @Test
    void anOldBreachDoesNotActAgain() {
        Gate.Prometheus gate = crashes(Action.HALT);
        assertThat(decide(gate, 200, said(gate, 5, BAD))).isInstanceOf(Decision.Hold.class);
    }

    @Test
    void notifyTellsOnceAndHoldsNothing() {
        Gate.Prometheus gate = crashes(Action.NOTIFY);
        Answers bad = said(gate, SOAKED, BAD);
        assertThat(decide(gate, SOAKED, bad)).isInstanceOf(Decision.Notify.class);
        Rollout told = settled(gate).notifying(Deciding.gateName(0, 0));
        assertThat(decide(told, bad, time(SOAKED))).isInstanceOf(Decision.OpenWave.class);
        assertThat(decide(gate, SOAKED, Answers.NONE)).isInstanceOf(Decision.OpenWave.class);
    }

    @Test
    void aHookPassesFailsOrWaitsWithItsReason() {
        Gate.Webhook gate = hook(Action.PAUSE);
        assertThat(decide(gate, SOAKED, said(gate, SOAKED, new Answer.Ruling(Word.PASS, ""))))
                .isInstanceOf(Decision.OpenWave.class);
        assertThat(decide(gate, 7, said(gate, 7, new Answer.Ruling(Word.FAIL, "3 of 9 failed"))))
                .isEqualTo(
                        new Decision.Pause(
                                "0/0", "wave canary: webhook smoke-test says fail: 3 of 9 failed"));
        assertThat(decide(gate, SOAKED, said(gate, SOAKED, new Answer.Ruling(Word.WAIT, "busy"))))
                .isInstanceOfSatisfying(
                        Decision.Hold.class,
                        h -> assertThat(h.why()).endsWith("webhook smoke-test says wait: busy"));
    }

    @Test
    void aPersonLetsTheNextWaveOpenPastAGateThatHearsNothing() {
        Gate.Prometheus gate = crashes(Action.HALT);
        Rollout settled = settled(gate);
        Tally tally = counts().good(0, 10).in(1, "Queued", 90).tally();
        List<String> names = Deciding.undecided(settled, tally, Answers.NONE, time(SOAKED));
        assertThat(names).containsExactly(Deciding.opens(0, 0));
        Rollout agreed = settled.overruling(names.getFirst());
        assertThat(decide(agreed, Answers.NONE, time(SOAKED)))
                .isInstanceOf(Decision.OpenWave.class);
        Answers good = said(gate, SOAKED, GOOD);
        assertThat(Deciding.undecided(settled, tally, good, time(SOAKED))).isEmpty();
    }

    @Test
    void aPersonOverrulesAPauseForThisWave() {
        Gate.Prometheus gate = crashes(Action.PAUSE);
        Rollout overruled = settled(gate).overruling(Deciding.gateName(0, 0));
        assertThat(decide(overruled, said(gate, SOAKED, BAD), time(SOAKED)))
                .isInstanceOf(Decision.OpenWave.class);
    }

    @Test
    void gatesThatAskTheSameShareTheAnswerOfTheirWaveAlone() {
        Gate.Prometheus halting = crashes(Action.HALT);
        Rollout rollout = running(campaign(halting, crashes(Action.NOTIFY)), 100, 0);
        Answers bad = said(halting, 5, BAD);
        Tally tally = counts().good(0, 10).tally();
        assertThat(Deciding.gates(rollout, tally, bad, 0, time(6)))
                .hasSize(2)
                .allMatch(GateReading.Breached.class::isInstance);
        assertThat(Deciding.gates(rollout.opening(1, ""), tally, bad, 1, time(6)))
                .allMatch(GateReading.Waiting.class::isInstance);
    }
}

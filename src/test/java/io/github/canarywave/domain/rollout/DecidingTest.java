package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.candidate;
import static io.github.canarywave.domain.rollout.Samples.counted;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.pausing;
import static io.github.canarywave.domain.rollout.Samples.queued;
import static io.github.canarywave.domain.rollout.Samples.running;
import static io.github.canarywave.domain.rollout.Samples.surelyFailures;
import static io.github.canarywave.domain.rollout.Samples.view;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Share;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

class DecidingTest {
    private static final Campaign CAMPAIGN = campaign(failures(10, 5));
    private static final Rollout CANARY = counted(running(CAMPAIGN, 100, 0), 10, 10, 10);
    private static final Samples.Counts CANARY_GOOD = counts().good(0, 10).in(1, "Queued", 90);

    @Test
    void startsWithTheFirstWave() {
        assertThat(decide(view(running(CAMPAIGN, 100, -1), counts().in(0, "Queued", 10)), 0))
                .containsExactly(new Decision.OpenWave(0, "the rollout starts"));
    }

    @Test
    void opensNoWaveBeforeItsGateHeldForTheSoakTime() {
        assertThat(decide(view(CANARY, CANARY_GOOD), 0).getLast())
                .isInstanceOf(Decision.Settle.class);
        Rollout settled = CANARY.settled(at(0));
        long soak = Samples.SOAK.toSeconds();
        for (long second : new long[] {0, 1, soak / 2, soak - 1})
            assertThat(decide(view(settled, CANARY_GOOD), second))
                    .containsExactly(
                            new Decision.Hold(
                                    "wave canary: soak of 1800 s", Optional.of(at(soak))));
        assertThat(decide(view(settled, CANARY_GOOD), soak).getLast())
                .isInstanceOfSatisfying(
                        Decision.OpenWave.class, open -> assertThat(open.wave()).isEqualTo(1));
    }

    @Test
    void aSoakThatIsOverOpensNothingWhileTheGateWaits() {
        Samples.Counts few = counts().good(0, 4).in(0, "Queued", 6).in(1, "Queued", 90);
        assertThat(only(decide(view(CANARY.settled(at(0)), few), 100_000)))
                .isInstanceOf(Decision.Hold.class)
                .extracting(Decision::why)
                .isEqualTo("wave canary: failureRate has n 4, needs 5");
    }

    @Test
    void aWaveWithSomebodyBetweenCommandAndOutcomeHasNotSettled() {
        Samples.Counts one = counts().good(0, 9).in(0, "Probation", 1).in(1, "Queued", 90);
        assertThat(only(decide(view(CANARY, one), 0)))
                .isInstanceOf(Decision.Hold.class)
                .extracting(Decision::why)
                .asString()
                .contains("1 devices are between command and outcome, window 25");
    }

    @Test
    void aWaveOfWhichNobodyHasBeenHeardHasNotSettled() {
        Samples.Counts offline = counts().in(0, "Queued", 10).in(1, "Queued", 90);
        assertThat(only(decide(view(running(CAMPAIGN, 100, 0), offline), 0)).why())
                .isEqualTo("wave canary: 10 devices are offline, held or wait for a retry");
    }

    @Test
    void aWaveHasNotSettledWhileSomeoneOfItMayStillGo() {
        Samples.Counts nine = counts().good(0, 9).in(0, "Queued", 1).in(1, "Queued", 90);
        assertThat(decide(view(CANARY, nine, candidate(3, 0)), 0))
                .containsExactly(
                        new Decision.Publish(
                                queued(3, 0),
                                "wave canary is open; 0 in flight before it, window 25"));
    }

    @Test
    void aWaveDoesNotSettleWhileThereMayBeOthersBehindThoseThatMustNotGo() {
        // The view holds the first candidates only; who must not go is deferred and the rest come.
        Samples.Counts nine = counts().good(0, 9).in(0, "Queued", 1).in(1, "Queued", 90);
        assertThat(decide(view(CANARY, nine, runsItAlready(3)), 0))
                .hasOnlyElementsOfType(Decision.Defer.class);
    }

    @Test
    void haltsAtOnceWhenTooManyFailed() {
        Samples.Counts two = counts().good(0, 8).bad(0, 2).in(1, "Queued", 90);
        assertThat(decide(view(CANARY, two, candidate(3, 0)), 0))
                .containsExactly(
                        new Decision.Halt("wave canary: failureRate 20.00% > 10% (2 of n 10)"));
    }

    @Test
    void aGateThatCanNoLongerPassHaltsSayingSo() {
        Samples.Counts ended = counts().good(0, 4).in(0, "Refused", 6).in(1, "Queued", 90);
        assertThat(decide(view(CANARY, ended), 0))
                .containsExactly(
                        new Decision.Halt(
                                "wave canary: failureRate has n 4, needs 5 and can no longer get"
                                        + " it: 0 devices of the wave are left"));
    }

    @Test
    void aShareThatCanNoLongerComeUnderItsLimitHaltsSayingSo() {
        Rollout canary = counted(running(campaign(surelyFailures(10, 5)), 100, 0), 8, 10, 8);
        Samples.Counts two = counts().good(0, 8).bad(0, 2).in(1, "Queued", 90);
        assertThat(decide(view(canary, two), 0))
                .containsExactly(
                        new Decision.Halt(
                                "wave canary: failureRate 20.00% (2 of 10) can no longer come under"
                                        + " 10%, 0 devices of the wave are left"));
    }

    @Test
    void aFailureOfAnEarlierWaveHaltsALaterOne() {
        Rollout all = CANARY.opening(1, "test");
        Samples.Counts late = counts().good(0, 8).bad(0, 2).good(1, 40).in(1, "Queued", 50);
        assertThat(only(decide(view(all, late), 0))).isInstanceOf(Decision.Halt.class);
    }

    @Test
    void aGateThatHaltsGoesBeforeOneThatOnlyPauses() {
        Rollout canary =
                counted(running(campaign(pausing(10, 5), failures(10, 5)), 100, 0), 8, 10, 8);
        Samples.Counts two = counts().good(0, 8).bad(0, 2).in(1, "Queued", 90);
        assertThat(only(decide(view(canary, two), 0))).isInstanceOf(Decision.Halt.class);
    }

    @Test
    void aPausingGatePausesAndPassesOnceAPersonOverruledIt() {
        Rollout canary = counted(running(campaign(pausing(10, 5)), 100, 0), 8, 10, 8);
        Samples.Counts two = counts().good(0, 8).bad(0, 2).in(1, "Queued", 90);
        Decision.Pause pause = (Decision.Pause) only(decide(view(canary, two), 0));
        assertThat(pause.gate()).isEqualTo("0/0");
        Rollout overruled = canary.overruling(pause.gate()).settled(at(0));
        assertThat(only(decide(view(overruled, two), Samples.SOAK.toSeconds())))
                .isInstanceOf(Decision.OpenWave.class);
        assertThat(Deciding.gates(overruled, two.tally(), 0, at(0)).getFirst().text())
                .endsWith(", overruled");
    }

    @Test
    void aGateThatOnlyNotifiesTellsOnceAndHoldsNothing() {
        Gate gate =
                new Gate.FailureRate(Share.percent(10), 5, Optional.empty(), Gate.Action.NOTIFY);
        Rollout canary = counted(running(campaign(gate), 100, 0), 8, 10, 8).settled(at(0));
        Samples.Counts two = counts().good(0, 8).bad(0, 2).in(1, "Queued", 90);
        Decision.Notify notify = (Decision.Notify) only(decide(view(canary, two), 0));
        assertThat(notify.why()).isEqualTo("wave canary: failureRate 20.00% > 10% (2 of n 10)");
        Rollout told = canary.notifying(notify.gate());
        assertThat(only(decide(view(told, two), 0)).why()).isEqualTo("wave canary: soak of 1800 s");
        assertThat(only(decide(view(told, two), Samples.SOAK.toSeconds())))
                .isInstanceOf(Decision.OpenWave.class);
    }

    @Test
    void aWaveWithoutDevicesIsLeftOut() {
        Campaign three =
                campaign(
                        new Pace(OptionalInt.empty(), true),
                        wave("a", 5),
                        wave("b", 5),
                        wave("c", 10));
        Rollout first = counted(running(three, 10, 0), 5, 5, 5).settled(at(0));
        assertThat(decide(view(first, counts().good(0, 5).in(2, "Queued", 5)), 100_000))
                .containsExactly(new Decision.OpenWave(2, "wave a passed its gates and its soak"));
    }

    @Test
    void theLastWaveCompletesOnlyWhenAllHaveEnded() {
        Rollout all = counted(running(CAMPAIGN, 100, 1), 99, 100, 99);
        Samples.Counts one = counts().good(0, 10).good(1, 89).in(1, "Downloading", 1);
        assertThat(only(decide(view(all, one), 0))).isInstanceOf(Decision.Hold.class);
        Samples.Counts queued = counts().good(0, 10).good(1, 89).in(1, "Queued", 1);
        assertThat(decide(view(all.settled(at(0)), queued), 100_000))
                .noneMatch(Decision.Complete.class::isInstance);
        Samples.Counts ended =
                counts().good(0, 10).good(1, 86).in(1, "Expired", 1).in(1, "Current", 3);
        assertThat(decide(view(all, ended), 0))
                .containsExactly(
                        new Decision.Complete(
                                "every device has ended: 96 of 100 confirmed, 3 ran it already"));
    }

    @Test
    void anEmptyCohortIsDoneAtOnce() {
        assertThat(only(decide(view(running(CAMPAIGN, 0, -1), counts()), 0)))
                .isInstanceOf(Decision.Complete.class);
    }

    @Test
    void whatIsNotRunningDecidesNothingAndSaysWhoDoes() {
        Samples.Counts open = counts().in(0, "Queued", 10).bad(0, 5);
        for (RolloutState state :
                List.of(
                        new RolloutState.Preparing(),
                        new RolloutState.Paused("by ada: lunch", ""),
                        new RolloutState.Halted("by ada: smoke", false),
                        new RolloutState.Aborted("by ada: wrong release"),
                        new RolloutState.Done("every device has ended")))
            assertThat(decide(view(CANARY.in(state, "test"), open, candidate(3, 0)), 0))
                    .singleElement()
                    .isInstanceOf(Decision.Hold.class);
        assertThat(sentence(new RolloutState.Paused("by ada: lunch", "")))
                .isEqualTo("paused: by ada: lunch; a person resumes it");
        assertThat(sentence(new RolloutState.Halted("by ada: smoke", false)))
                .isEqualTo("halted: by ada: smoke; a person decides");
    }

    private static String sentence(RolloutState state) {
        return only(decide(view(CANARY.in(state, "test"), counts()), 0)).why();
    }

    @Test
    void aWaveThatIsStillBeingOpenedHasNotSettled() {
        View opening =
                new View(
                        CANARY,
                        counts().good(0, 9).in(0, "Queued", 1).tally(),
                        0,
                        true,
                        List.of(),
                        Optional.empty());
        assertThat(decide(opening, 0)).noneMatch(Decision.Settle.class::isInstance);
    }

    @Test
    void aMuteServerPublishesNothingAndSaysWhy() {
        View mute =
                new View(
                        CANARY,
                        counts().good(0, 9).in(0, "Queued", 1).tally(),
                        0,
                        false,
                        List.of(candidate(3, 0)),
                        Optional.of("there is no connection to the broker"));
        assertThat(decide(mute, 0))
                .containsExactly(
                        new Decision.Hold(
                                "wave canary: there is no connection to the broker",
                                Optional.empty()));
    }

    @Test
    void defersWhoMustNotGoAndGoesOnWithTheRest() {
        Samples.Counts open = counts().good(0, 8).in(0, "Queued", 2);
        List<Decision> decisions = decide(view(CANARY, open, runsItAlready(3), candidate(4, 0)), 0);
        assertThat(decisions)
                .containsExactly(
                        new Decision.Defer(queued(3, 0), at(600), "device runs " + Samples.NEW),
                        new Decision.Publish(
                                queued(4, 0),
                                "wave canary is open; 0 in flight before it, window 25"));
    }

    @Test
    void publishesNeverMoreThanTheRoomInAnyHistory() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            int cohort = 1 + random.nextInt(300);
            boolean window = random.nextInt(4) > 0;
            OptionalInt max =
                    random.nextBoolean()
                            ? OptionalInt.of(1 + random.nextInt(50))
                            : OptionalInt.empty();
            Campaign campaign =
                    campaign(new Pace(max, window), wave("canary", 10), wave("all", cohort + 10));
            int confirmed = random.nextInt(20);
            Rollout rollout =
                    counted(
                            running(campaign, cohort + 10, 0),
                            random.nextInt(confirmed + 1),
                            random.nextInt(11),
                            confirmed);
            Samples.Counts counts =
                    counts().good(0, confirmed)
                            .in(0, "Commanded", random.nextInt(30))
                            .in(0, "Queued", 200);
            Candidate[] candidates =
                    IntStream.range(0, random.nextInt(100))
                            .mapToObj(i -> candidate(i, 0))
                            .toArray(Candidate[]::new);
            View view = view(rollout, counts, candidates);
            List<Decision> decisions = decide(view, 0);
            assertThat(decisions.stream().filter(Decision.Publish.class::isInstance).count())
                    .as("seed %s", seed)
                    .isEqualTo(
                            Math.min(
                                    candidates.length,
                                    Math.min(view.room(), Window.fresh(rollout))));
            assertThat(decide(view, 0)).as("seed %s", seed).isEqualTo(decisions);
            assertThat(decisions).as("seed %s", seed).isNotEmpty();
        }
    }

    @Test
    void tenCommandedAndNoneConfirmedHoldsSayingForWhatItWaits() {
        Rollout slow = counted(running(CAMPAIGN, 100, 1), 0, 10, 0);
        Samples.Counts ten = counts().in(0, "Probation", 10).in(1, "Queued", 90);
        assertThat(decide(view(slow, ten, candidate(11, 1)), 0))
                .containsExactly(
                        new Decision.Hold(
                                "wave all: 10 devices were commanded and none has confirmed yet",
                                Optional.empty()));
    }

    @Test
    void whenTheFirstTenEndedWithoutConfirmingItNamesAPersonAndNotTheOffline() {
        Rollout slow = counted(running(CAMPAIGN, 100, 1), 0, 10, 0);
        Samples.Counts ended = counts().in(0, "Failed", 10).in(1, "Queued", 90);
        assertThat(only(decide(view(slow, ended, candidate(11, 1)), 0)).why())
                .contains("10 devices were commanded and none has confirmed")
                .contains("person");
    }

    @Test
    void theFirstTenAreTriedAgainAfterAnOutageAlthoughNobodyHasConfirmed() {
        Rollout slow = counted(running(CAMPAIGN, 100, 1), 0, 10, 0);
        Samples.Counts outage = counts().in(0, "Queued", 10).in(1, "Queued", 90);
        Attempt again = queued(3, 0).countedAsCommanded();
        Candidate returned = new Candidate(Samples.device(3), again);
        assertThat(decide(view(slow, outage, candidate(2, 0), returned), 0))
                .containsExactly(
                        new Decision.Publish(
                                again, "wave all is open; 0 in flight before it, window 5"));
    }

    @Test
    void aRetryTakesItsPlaceInTheWindowLikeAnyOther() {
        Rollout slow = counted(running(CAMPAIGN, 100, 1), 0, 10, 0);
        Samples.Counts full = counts().in(0, "Commanded", 5).in(0, "Queued", 5);
        Candidate returned = new Candidate(Samples.device(3), queued(3, 0).countedAsCommanded());
        assertThat(decide(view(slow, full, returned), 0))
                .noneMatch(Decision.Publish.class::isInstance);
    }

    private static Candidate runsItAlready(int number) {
        return new Candidate(
                Samples.device(number, Samples.birth(Samples.NEW, 3)), queued(number, 0));
    }

    private static List<Decision> decide(View view, long second) {
        Instant now = at(0).plus(Duration.ofSeconds(second));
        return Deciding.decide(view, now);
    }

    private static Decision only(List<Decision> decisions) {
        assertThat(decisions).hasSize(1);
        return decisions.getFirst();
    }
}

package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.candidate;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.running;
import static io.github.canarywave.domain.rollout.Samples.view;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.StartRate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

class PacingTest {
    private static final StartRate RATE = StartRate.DEFAULT;
    private static final Duration TICK = Duration.ofMillis(200);

    @Test
    void beginsWithFiveSecondsOfStartsAndGoesOnAtTheRate() {
        assertThat(Pacing.BEGIN.allowed(RATE, seconds(0))).isEqualTo(5);
        Pacing five = Pacing.BEGIN.after(5, RATE, seconds(0), 0);
        assertThat(five.allowed(RATE, seconds(0))).isZero();
        assertThat(five.allowed(RATE, Duration.ofMillis(999))).isZero();
        assertThat(five.allowed(RATE, seconds(1))).isEqualTo(1);
        assertThat(five.allowed(RATE, seconds(3))).isEqualTo(3);
    }

    @Test
    void timeInWhichNothingCouldStartIsNotMadeUpFor() {
        Pacing five = Pacing.BEGIN.after(5, RATE, seconds(0), 0);
        assertThat(five.allowed(RATE, Duration.ofDays(30))).isEqualTo(5);
    }

    @Test
    void aSlowRateStillStartsOne() {
        StartRate slow = new StartRate(1, 100, 1);
        assertThat(Pacing.BEGIN.allowed(slow, seconds(0))).isEqualTo(1);
        Pacing one = Pacing.BEGIN.after(1, slow, seconds(0), 0);
        assertThat(one.allowed(slow, seconds(59))).isZero();
        assertThat(one.allowed(slow, seconds(60))).isEqualTo(1);
    }

    @Test
    void growsWithEachFullMinuteOfStartsUpToTheMost() {
        assertThat(ratesOfMinutes(12))
                .containsExactly(60, 90, 135, 203, 305, 458, 687, 1031, 1547, 2321, 3000, 3000);
    }

    @Test
    void startsInAnyMinuteStayUnderTheRateAndABurst() {
        List<Long> at = new ArrayList<>();
        Pacing pacing = Pacing.BEGIN;
        for (int tick = 0; tick < 3_000; tick++) {
            long now = pacing.allowed(RATE, TICK.multipliedBy(tick));
            pacing = pacing.after(now, RATE, TICK.multipliedBy(tick), 0);
            for (long i = 0; i < now; i++) at.add((long) tick);
        }
        long ticksPerMinute = Duration.ofMinutes(1).dividedBy(TICK);
        for (int first = 0; first < at.size(); first++) {
            long end = at.get(first) + ticksPerMinute;
            long starts = at.stream().filter(t -> t < end).count() - first;
            assertThat(starts).isLessThanOrEqualTo(grownAfter(first + (int) starts) * 13L / 12 + 1);
        }
    }

    @Test
    void waitingForRoomIsNoReasonToGrow() {
        Pacing pacing = Pacing.BEGIN;
        for (int minute = 0; minute < 5; minute++)
            pacing = pacing.after(5, RATE, Duration.ofMinutes(minute), 0);
        assertThat(pacing.rate(RATE)).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({"60, 1, 60", "90, 1, 60", "135, 1, 203", "135, 2, 90", "3000, 30, 3000"})
    void fallsBackByOneStepForMoreFailuresThanOneInAHundredStarts(
            int rate, long failures, int after) {
        Pacing pacing = new Pacing(rate, Duration.ZERO, rate - 1, 7);
        assertThat(pacing.after(1, RATE, seconds(0), 7 + failures).rate(RATE)).isEqualTo(after);
    }

    @Test
    void fallsBackAtOnceAndOnceForEachFailure() {
        Pacing fast = new Pacing(305, Duration.ZERO, 10, 0);
        Pacing slower = fast.after(1, RATE, seconds(0), 4);
        assertThat(slower.rate(RATE)).isEqualTo(203);
        assertThat(slower.after(202, RATE, seconds(60), 4).rate(RATE)).isEqualTo(203);
        assertThat(slower.after(203, RATE, seconds(60), 4).rate(RATE)).isEqualTo(305);
    }

    @Test
    void aLowerLimitOfTheCampaignHoldsAtOnce() {
        Pacing fast = new Pacing(1_000, Duration.ZERO, 0, 0);
        assertThat(fast.rate(new StartRate(60, 150, 120))).isEqualTo(120);
    }

    @Test
    void decidesForNoMoreDevicesThanThePaceAllowsAndSaysSo() {
        Rollout rollout =
                running(
                        campaign(
                                new Pace(OptionalInt.of(100), false, new StartRate(60, 100, 60)),
                                wave("all", 40)),
                        40,
                        0);
        Candidate[] all =
                IntStream.range(0, 40).mapToObj(i -> candidate(i, 0)).toArray(Candidate[]::new);
        View view = view(rollout, counts().in(0, "Queued", 40), all);
        assertThat(Deciding.decide(view, at(0)))
                .hasSize(5)
                .allMatch(Decision.Publish.class::isInstance);
        View later = view(rollout.paced(5, Duration.ZERO, 0), counts().in(0, "Queued", 40), all);
        assertThat(Deciding.decide(later, at(0)))
                .singleElement()
                .extracting(Decision::why)
                .isEqualTo("wave all: 40 devices wait, at most 60 starts a minute");
    }

    @Test
    void refusesARateThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new StartRate(0, 150, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new StartRate(11, 150, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new StartRate(1, 99, 10));
    }

    private static List<Integer> ratesOfMinutes(int minutes) {
        List<Integer> rates = new ArrayList<>();
        Pacing pacing = Pacing.BEGIN;
        for (int minute = 0; minute < minutes; minute++) {
            rates.add(pacing.rate(RATE));
            pacing = pacing.after(pacing.rate(RATE), RATE, Duration.ofMinutes(minute), 0);
        }
        return rates;
    }

    /** The rate after so many starts without a failure, summed up anew. */
    private static int grownAfter(int starts) {
        double rate = 60;
        for (double left = starts; left >= rate; rate = Math.min(3_000, Math.ceil(rate * 1.5)))
            left -= rate;
        return (int) rate;
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}

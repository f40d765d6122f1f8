package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.surelyFailures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.Ceiling;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

class GateReadingTest {
    @Test
    void saysNothingBeforeEnoughDevicesCount() {
        assertThat(read(failures(10, 5), 4, 4, 6, true))
                .isEqualTo(new Waiting("failureRate has n 4, needs 5"));
        assertThat(read(failures(10, 5), 5, 5, 5, true)).isInstanceOf(Breached.class);
    }

    @Test
    void aShareAtItsLimitPassesAndOneDeviceMoreDoesNot() {
        assertThat(read(failures(10, 5), 1, 10, 0, true))
                .isEqualTo(new Passing("failureRate 10.00% (1 of 10), at most 10%"));
        assertThat(read(failures(10, 5), 2, 10, 0, true))
                .isEqualTo(new Breached("failureRate 20.00% > 10% (2 of n 10)"));
        assertThat(read(failures(10, 5), 101, 1_000, 0, true)).isInstanceOf(Breached.class);
    }

    @Test
    void aShareThatMayBeChanceWaitsWhileDevicesAreLeft() {
        assertThat(read(surelyFailures(10, 5), 2, 10, 15, true))
                .isEqualTo(
                        new Waiting(
                                "failureRate 20.00% (2 of 10) is above 10% but may be chance,"
                                        + " 95% bound 6.86%"));
        assertThat(read(surelyFailures(10, 5), 4, 10, 15, true))
                .isInstanceOf(Breached.class)
                .extracting(GateReading::text)
                .asString()
                .startsWith("failureRate 40.00% > 10% (4 of n 10, 95% bound 19.");
    }

    @Test
    void theLastWaveMayStayBelowItsSample() {
        assertThat(read(failures(10, 5), 0, 2, 0, false)).isInstanceOf(Waiting.class);
        assertThat(read(failures(10, 5), 0, 2, 0, true)).isInstanceOf(Breached.class);
        assertThat(read(failures(10, 5), 0, 2, 3, true)).isInstanceOf(Waiting.class);
    }

    @Test
    void oneMoreFailureNeverMakesAGatePassAndOneMoreSuccessNeverBreaksOne() {
        for (Gate.FailureRate gate :
                new Gate.FailureRate[] {failures(10, 5), surelyFailures(10, 5)})
            for (int n = 1; n < 80; n++)
                for (int bad = 0; bad < n; bad++) {
                    int here = rank(read(gate, bad, n, 20, false));
                    if (n >= 5) {
                        assertThat(rank(read(gate, bad + 1, n, 20, false)))
                                .as("%s of %s", bad, n)
                                .isGreaterThanOrEqualTo(here);
                        assertThat(rank(read(gate, bad, n + 1, 20, false)))
                                .as("%s of %s", bad, n)
                                .isLessThanOrEqualTo(here);
                    }
                }
    }

    private static GateReading read(
            Gate.FailureRate gate, long bad, long n, long pending, boolean mustPass) {
        return new ShareReading("failureRate", gate.max(), gate.minSample(), gate.confidence())
                .read(bad, n, pending, mustPass);
    }

    @Test
    void rollbacksCountOnlyForCausesOfTheFirmware() {
        Gate gate = new Gate.RollbackRate(Share.percent(10), 5, Optional.empty(), Action.HALT);
        Samples.Counts fine =
                counts().good(0, 9).bad(0, 1).ended(0, "RolledBack", Code.POWER_LOSS, 7);
        assertThat(read(gate, fine))
                .isEqualTo(new Passing("rollbackRate 0.00% (0 of 10), at most 10%"));
        Samples.Counts many = counts().good(0, 8).said(0, "RolledBack", Code.BOOT_LOOP, 2);
        assertThat(read(gate, many))
                .isEqualTo(new Breached("rollbackRate 20.00% > 10% (2 of n 10)"));
    }

    @Test
    void enoughMustSucceed() {
        Gate gate = new Gate.SuccessRate(Share.percent(90), 5, Action.PAUSE);
        assertThat(read(gate, counts().good(0, 4).in(0, "Queued", 9))).isInstanceOf(Waiting.class);
        assertThat(read(gate, counts().good(0, 9).bad(0, 1)))
                .isEqualTo(new Passing("successRate 90.00% (9 of n 10), at least 90%"));
        assertThat(read(gate, counts().good(0, 8).bad(0, 2)))
                .isEqualTo(new Breached("successRate 80.00% < 90% (8 of n 10)"));
    }

    @Test
    void oneCodeIsLimitedByNumberOrByShare() {
        Gate none = new Gate.ErrorCode(Code.HTTP_404, new Ceiling.Count(0), 1, Action.HALT);
        Samples.Counts one = counts().good(0, 9).ended(0, "Queued", Code.HTTP_404, 1);
        assertThat(read(none, counts().good(0, 9))).isInstanceOf(Passing.class);
        assertThat(read(none, one))
                .isEqualTo(new Breached("errorCode http-404: 1 devices, more than 0"));
        Ceiling share = new Ceiling.Part(Share.percent(10));
        Gate tenth = new Gate.ErrorCode(Code.HTTP_404, share, 5, Action.HALT);
        assertThat(read(tenth, one)).isInstanceOf(Passing.class);
        assertThat(read(tenth, one.ended(0, "Failed", Code.HTTP_404, 1)))
                .isEqualTo(new Breached("errorCode http-404 18.18% > 10% (2 of n 11)"));
    }

    @Test
    void enoughDevicesMustHaveReportedInTime() {
        Gate gate = new Gate.ReportedShare(Share.percent(90), Duration.ofHours(1), Action.PAUSE);
        Samples.Counts half = counts().good(0, 4).bad(0, 1).in(0, "Lost", 1).in(0, "Queued", 4);
        assertThat(read(gate, half, 3_599)).isInstanceOf(Waiting.class);
        assertThat(read(gate, half, 3_600))
                .isEqualTo(
                        new Breached(
                                "reportedShare 50.00% < 90% (5 of 10) within 3600 s of its"
                                        + " opening"));
        assertThat(read(gate, counts().good(0, 9).in(0, "Queued", 1), 9_999))
                .isInstanceOf(Passing.class);
    }

    @Test
    void ninetyFiveOfAHundredMustInstallInTime() {
        Gate gate = new Gate.InstallTime(Duration.ofMinutes(4), 5, Action.PAUSE);
        Map<Tally.InstallKey, Long> took =
                Map.of(
                        new Tally.InstallKey(0, 30), 90L,
                        new Tally.InstallKey(0, 240), 5L,
                        new Tally.InstallKey(0, 900), 5L,
                        new Tally.InstallKey(1, 9_000), 500L);
        assertThat(read(gate, took))
                .isEqualTo(new Passing("p95InstallSeconds 240 (n 100), at most 240"));
        Map<Tally.InstallKey, Long> slower = new HashMap<>(took);
        slower.merge(new Tally.InstallKey(0, 900), 1L, Long::sum);
        assertThat(read(gate, slower))
                .isEqualTo(new Breached("p95InstallSeconds 900 > 240 (n 101)"));
        assertThat(read(gate, Map.of())).isInstanceOf(Waiting.class);
    }

    @Test
    void timesAreRoundedUpToTwoDigits() {
        Attempt attempt = Samples.queued(1, 0);
        long[][] pairs = {{0, 0}, {1, 1}, {99, 99}, {100, 100}, {101, 110}, {1_001, 1_100}};
        for (long[] pair : pairs)
            assertThat(Tally.InstallKey.of(attempt, Duration.ofSeconds(pair[0])).seconds())
                    .isEqualTo(pair[1]);
        assertThat(Tally.InstallKey.of(attempt, Duration.ofMillis(1)).seconds()).isEqualTo(1);
    }

    private static GateReading read(Gate gate, Samples.Counts counts) {
        return read(gate, counts, 0);
    }

    private static GateReading read(Gate gate, Samples.Counts counts, long second) {
        return GateReading.read(gate, sample(counts.tally(), second));
    }

    private static GateReading read(Gate gate, Map<Tally.InstallKey, Long> installs) {
        Samples.Counts left = counts().in(0, "Queued", 9);
        return GateReading.read(
                gate, sample(new Tally(left.tally().counts(), Map.of(), installs), 0));
    }

    private static Sample sample(Tally tally, long second) {
        return new Sample(tally, 0, true, false, Optional.of(at(0)), at(second));
    }

    private static int rank(GateReading reading) {
        return switch (reading) {
            case Passing _ -> 0;
            case Waiting _, GateReading.Inconclusive _ -> 1;
            case Breached _ -> 2;
        };
    }
}

package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.surelyFailures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

import org.junit.jupiter.api.Test;

class GateReadingTest {
    @Test
    void saysNothingBeforeEnoughDevicesCount() {
        assertThat(GateReading.read(failures(10, 5), 4, 4, 6, true))
                .isEqualTo(new Waiting("failureRate has n 4, needs 5"));
        assertThat(GateReading.read(failures(10, 5), 5, 5, 5, true)).isInstanceOf(Breached.class);
    }

    @Test
    void aShareAtItsLimitPassesAndOneDeviceMoreDoesNot() {
        assertThat(GateReading.read(failures(10, 5), 1, 10, 0, true))
                .isEqualTo(new Passing("failureRate 10.00% (1 of 10), at most 10%"));
        assertThat(GateReading.read(failures(10, 5), 2, 10, 0, true))
                .isEqualTo(new Breached("failureRate 20.00% > 10% (2 of n 10)"));
        assertThat(GateReading.read(failures(10, 5), 101, 1_000, 0, true))
                .isInstanceOf(Breached.class);
    }

    @Test
    void aShareThatMayBeChanceWaitsWhileDevicesAreLeft() {
        assertThat(GateReading.read(surelyFailures(10, 5), 2, 10, 15, true))
                .isEqualTo(
                        new Waiting(
                                "failureRate 20.00% (2 of 10) is above 10% but may be chance,"
                                        + " 95% bound 6.86%"));
        assertThat(GateReading.read(surelyFailures(10, 5), 4, 10, 15, true))
                .isInstanceOf(Breached.class)
                .extracting(GateReading::text)
                .asString()
                .startsWith("failureRate 40.00% > 10% (4 of n 10, 95% bound 19.");
    }

    @Test
    void theLastWaveMayStayBelowItsSample() {
        assertThat(GateReading.read(failures(10, 5), 0, 2, 0, false)).isInstanceOf(Waiting.class);
        assertThat(GateReading.read(failures(10, 5), 0, 2, 0, true)).isInstanceOf(Breached.class);
        assertThat(GateReading.read(failures(10, 5), 0, 2, 3, true)).isInstanceOf(Waiting.class);
    }

    @Test
    void oneMoreFailureNeverMakesAGatePassAndOneMoreSuccessNeverBreaksOne() {
        for (Gate.FailureRate gate : new Gate.FailureRate[] {failures(10, 5), surelyFailures(10, 5)})
            for (int n = 1; n < 80; n++)
                for (int bad = 0; bad < n; bad++) {
                    int here = rank(GateReading.read(gate, bad, n, 20, false));
                    if (n >= 5) {
                        assertThat(rank(GateReading.read(gate, bad + 1, n, 20, false)))
                                .as("%s of %s", bad, n)
                                .isGreaterThanOrEqualTo(here);
                        assertThat(rank(GateReading.read(gate, bad, n + 1, 20, false)))
                                .as("%s of %s", bad, n)
                                .isLessThanOrEqualTo(here);
                    }
                }
    }

    private static int rank(GateReading reading) {
        return switch (reading) {
            case Passing _ -> 0;
            case Waiting _, GateReading.Inconclusive _ -> 1;
            case Breached _ -> 2;
        };
    }
}

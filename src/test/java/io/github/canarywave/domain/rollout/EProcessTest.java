package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Random;

class EProcessTest {
    private static final double[] LIMITS = {0.000_001, 0.001, 0.02, 0.1, 0.5, 0.99};

    @Test
    void noSuccessEverRaisesIt() {
        for (double p0 : LIMITS) {
            EProcess process = new EProcess(p0);
            Random random = new Random(7);
            for (int history = 0; history < 2_000; history++) {
                long failures = random.nextInt(1 + random.nextInt(1_000_000));
                long successes = random.nextInt(1 + random.nextInt(1_000_000));
                double before = process.log(failures, successes);
                assertThat(process.log(failures, successes + 1))
                        .as("p0 %s, %s failed, %s good", p0, failures, successes)
                        .isLessThanOrEqualTo(before + rounding(before));
            }
        }
    }

    @Test
    void eachFailureInPlaceOfASuccessRaisesIt() {
        for (double p0 : LIMITS) {
            EProcess process = new EProcess(p0);
            for (int n = 1; n < 60; n++)
                for (int failures = 0; failures < n; failures++)
                    assertThat(process.log(failures + 1, n - failures - 1))
                            .as("p0 %s, %s of %s", p0, failures, n)
                            .isGreaterThan(process.log(failures, n - failures));
        }
    }

    /** What a betting score is: under the limit its mean over all outcomes is what was paid. */
    @Test
    void atTheLimitItsMeanIsOneAndBelowItLess() {
        for (double p0 : new double[] {0.001, 0.02, 0.3}) {
            EProcess process = new EProcess(p0);
            for (int n : new int[] {1, 2, 10, 400}) {
                assertThat(mean(process, n, p0)).isCloseTo(1, within(1e-9));
                assertThat(mean(process, n, p0 * 0.7)).isLessThan(1);
                assertThat(mean(process, n, p0 + 0.2)).isGreaterThan(1);
            }
        }
    }

    private static double mean(EProcess process, int n, double share) {
        double mean = 0;
        double logOfChoices = 0;
        for (int failures = 0; failures <= n; failures++) {
            if (failures > 0) logOfChoices += Math.log(n - failures + 1) - Math.log(failures);
            mean +=
                    Math.exp(
                            logOfChoices
                                    + failures * Math.log(share)
                                    + (n - failures) * Math.log1p(-share)
                                    + process.log(failures, n - failures));
        }
        return mean;
    }

    @Test
    void beginsAtOneAndStaysANumberForAMillionDevices() {
        EProcess process = new EProcess(0.02);
        assertThat(process.log(0, 0)).isCloseTo(0, within(1e-12));
        for (long failures : new long[] {0, 1, 20_000, 1_000_000})
            assertThat(process.log(failures, 1_000_000)).isFinite();
        assertThat(process.log(1_000_000, 0)).isFinite();
        assertThatIllegalArgumentException().isThrownBy(() -> new EProcess(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EProcess(1));
    }

    @Test
    void aFirmwareThatFailsEverywhereIsFoundWithinAHandful() {
        EProcess process = new EProcess(0.02);
        assertThat(Math.exp(process.log(2, 0))).isGreaterThan(100);
        assertThat(Math.exp(process.log(2, 8))).isLessThan(100);
        assertThat(Math.exp(process.log(3, 7))).isGreaterThan(100);
    }

    private static double rounding(double value) {
        return 1e-12 * Math.max(1, Math.abs(value));
    }
}

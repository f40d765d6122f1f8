package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void agreesWithPublishedBounds() {
        assertThat(percent(4, 24)).isEqualTo("7.71%");
        assertThat(percent(1, 10)).isEqualTo("2.26%");
        assertThat(percent(2, 10)).isEqualTo("6.86%");
    }

    @Test
    void anEmptySampleSaysNothing() {
        assertThat(Wilson.lowerBound(0, 0, 0.95)).isZero();
    }

    @Test
    void isBetweenNothingAndTheShareSeen() {
        for (int n = 1; n < 200; n++)
            for (int hits = 0; hits <= n; hits++)
                assertThat(Wilson.lowerBound(hits, n, 0.95))
                        .as("%s of %s", hits, n)
                        .isBetween(0.0, (double) hits / n + ROUNDING);
    }

    @Test
    void risesWithFailuresAndFallsWithSuccessesAndWithConfidence() {
        for (int n = 1; n < 150; n++)
            for (int hits = 0; hits < n; hits++) {
                double here = Wilson.lowerBound(hits, n, 0.95);
                assertThat(Wilson.lowerBound(hits + 1, n, 0.95)).isGreaterThan(here);
                assertThat(Wilson.lowerBound(hits, n + 1, 0.95))
                        .isLessThanOrEqualTo(here + ROUNDING);
                assertThat(Wilson.lowerBound(hits, n, 0.99)).isLessThanOrEqualTo(here + ROUNDING);
            }
    }

    @Test
    void knowsTheQuantilesOfTheNormalDistribution() {
        assertThat(Wilson.normalQuantile(0.5)).isCloseTo(0, within(1e-8));
        assertThat(Wilson.normalQuantile(0.95)).isCloseTo(1.6448536269514722, within(1e-8));
        assertThat(Wilson.normalQuantile(0.99)).isCloseTo(2.3263478740408408, within(1e-8));
        assertThat(Wilson.normalQuantile(0.01)).isCloseTo(-2.3263478740408408, within(1e-8));
        assertThatIllegalArgumentException().isThrownBy(() -> Wilson.normalQuantile(1));
    }

    private static String percent(long hits, long sample) {
        return GateReading.percent(Wilson.lowerBound(hits, sample, 0.95));
    }
}

package io.github.canarywave.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** Who fails is the same in each run of a seed. */
class ChanceTest {
    @Test
    void aSeedGivesTheSameFailuresEachTimeAtTheWantedRate() {
        assertThat(failing(7, "1.1.0", 0.15)).isEqualTo(failing(7, "1.1.0", 0.15));
        assertThat(failing(7, "1.1.0", 0.15)).hasSizeBetween(130, 170);
        assertThat(failing(7, "1.1.0", 0)).isEmpty();
        assertThat(failing(7, "1.1.0", 1)).hasSize(1000);
    }

    @Test
    void seedAndVersionEachChangeWhoFails() {
        assertThat(failing(8, "1.1.0", 0.15)).isNotEqualTo(failing(7, "1.1.0", 0.15));
        assertThat(failing(7, "1.1.1", 0.15)).isNotEqualTo(failing(7, "1.1.0", 0.15));
    }

    @Test
    void aHigherRateFailsTheSameDevicesAndMore() {
        assertThat(failing(7, "1.1.0", 0.3)).containsAll(failing(7, "1.1.0", 0.15));
    }

    private static List<Integer> failing(long seed, String version, double rate) {
        return IntStream.range(0, 1000)
                .filter(i -> new Chance(seed, "sim-" + i).happens(rate, "fail", version))
                .boxed()
                .toList();
    }
}

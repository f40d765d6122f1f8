package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class SprtTest {
    private static final Sprt TEST = new Sprt(0.02, 0.1, 0.05);

    @Test
    void passesAfterEnoughGoodOnesAndEachFailureAsksForMore() {
        assertThat(TEST.passes(0, 35)).isFalse();
        assertThat(TEST.passes(0, 36)).isTrue();
        assertThat(TEST.passes(1, 54)).isFalse();
        assertThat(TEST.passes(1, 55)).isTrue();
        assertThat(TEST.passes(2, 73)).isTrue();
    }

    @Test
    void aHarmfulFirmwareRarelyPassesHoweverOftenOneLooks() {
        Random random = new Random(11);
        int passed = 0;
        for (int history = 0; history < 10_000; history++) {
            long failures = 0;
            boolean passes = false;
            for (int n = 1; n <= 1_000 && !passes; n++) {
                if (random.nextDouble() < 0.1) failures++;
                passes = TEST.passes(failures, n - failures);
            }
            if (passes) passed++;
        }
        assertThat(passed / 10_000.0).isLessThan(0.05);
    }
}

package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class WaveSpanTest {
    @Test
    void eachDeviceIsInExactlyOneWaveWhateverTheWaves() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            int cohort = random.nextInt(400);
            List<Wave> waves = waves(random);
            int end = 0;
            for (int i = 0; i < waves.size(); i++) {
                WaveSpan span = WaveSpan.of(waves, i, cohort);
                assertThat(span.from()).as("seed %s, wave %s", seed, i).isEqualTo(end);
                assertThat(span.devices()).as("seed %s", seed).isNotNegative();
                for (int position = span.from(); position < span.to(); position++)
                    assertThat(WaveSpan.waveOf(waves, position, cohort))
                            .as("seed %s, position %s", seed, position)
                            .isEqualTo(i);
                end = span.to();
            }
            assertThat(end).as("seed %s", seed).isEqualTo(cohort);
        }
    }

    @Test
    void aCanaryIsNeverRoundedDownToNobody() {
        List<Wave> waves = List.of(wave(Size.percent(1)), wave(Size.percent(100)));
        assertThat(WaveSpan.of(waves, 0, 3)).isEqualTo(new WaveSpan(0, 1));
        assertThat(WaveSpan.of(waves, 0, 101)).isEqualTo(new WaveSpan(0, 2));
    }

    @Test
    void aPositionOutsideTheCohortIsAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WaveSpan.waveOf(List.of(wave(Size.percent(100))), 5, 5))
                .withMessage("position 5 is outside a cohort of 5");
    }

    private static List<Wave> waves(Random random) {
        List<Wave> waves = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--)
            waves.add(
                    wave(
                            random.nextBoolean()
                                    ? new Size.Count(1 + random.nextInt(300))
                                    : new Size.Part(
                                            new Share(1 + random.nextInt(Share.WHOLE)),
                                            random.nextInt(10))));
        waves.add(wave(Size.percent(100)));
        return waves;
    }

    private static Wave wave(Size upTo) {
        return new Wave("w", upTo, Duration.ZERO, List.of());
    }
}

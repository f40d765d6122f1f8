package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Random;

class UnitsTest {
    private final Random random = new Random(20_261_120);

    @Test
    void whatIsWrittenAsADurationIsReadAsTheSame() {
        for (int i = 0; i < 10_000; i++) {
            Duration duration = Duration.ofSeconds(random.nextLong(1L << random.nextInt(1, 40)));
            assertThat(Units.duration(Units.text(duration))).contains(duration);
        }
    }

    @Test
    void whatIsWrittenAsAShareOrSizeIsReadAsTheSame() {
        for (int i = 0; i < 10_000; i++) {
            Share share = new Share(1 + random.nextInt(Share.WHOLE));
            assertThat(Units.share(share.toString())).contains(share);
            assertThat(Units.size(share.toString())).contains(new Size.Part(share, 0));
            Size count = new Size.Count(1 + random.nextInt(Units.COUNT_MAX));
            assertThat(Units.size(count.toString())).contains(count);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10s,10",
        "30m,1800",
        "4h,14400",
        "1d,86400",
        "1h30m,5400",
        "1d2h3m4s,93784",
        "0s,0"
    })
    void readsDurations(String text, long seconds) {
        assertThat(Units.duration(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "d",
                "1 d",
                "-1d",
                "1.5h",
                "1m1h",
                "1dd",
                "1D",
                "1w",
                "9999999999s",
                "٣m"
            })
    void refusesOtherDurations(String text) {
        assertThat(Units.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0%",
                "0.0000%",
                "1 %",
                "%",
                "1.%",
                ".5%",
                "-1%",
                "+1%",
                "100.0001%",
                "1.00001%",
                "1e1%",
                "01",
                "1_0",
                "10000001",
                "9999999999"
            })
    void refusesOtherSizes(String text) {
        assertThat(Units.size(text)).isEmpty();
    }
}

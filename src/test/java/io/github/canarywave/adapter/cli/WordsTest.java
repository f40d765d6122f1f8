package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class WordsTest {
    @Test
    void readsBackEachDurationItWrites() {
        for (String text : List.of("10s", "30m", "1h30m", "4h", "14d", "1d2h3m4s", "0s"))
            assertThat(Words.duration(Words.parseDuration(text))).isEqualTo(text);
        for (String wrong : List.of("", "30", "1 h", "m", "-1s", "3s2m", "1234567s"))
            assertThatIllegalArgumentException().isThrownBy(() -> Words.parseDuration(wrong));
    }

    @Test
    void writesTimesAndSizesForPeople() {
        assertThat(Words.clock(Duration.ofSeconds(41))).isEqualTo("0:41");
        assertThat(Words.clock(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
        assertThat(Words.clock(Duration.ofSeconds(-1))).isEqualTo("0:00");
        assertThat(Words.bytes(1_048_576)).isEqualTo("1.0 MiB");
        assertThat(Words.bytes(1_023)).isEqualTo("1023 B");
        assertThat(Words.count(1, "wave")).isEqualTo("1 wave");
    }

    @Test
    void takesTheTeethOutOfStrangersText() {
        assertThat(Words.harmless("a\033[31m\u202eb\r\n"))
                .isEqualTo("a\\u001b[31m\\u202eb\\u000d\\u000a");
        assertThat(Words.harmless("Küche 火")).isEqualTo("Küche 火");
    }

    @Test
    void flowsPartsWithinTheWidth() {
        assertThat(Words.flow(List.of("one", "two", "three"), ", ", "  ", 8))
                .containsExactly("one, two", "  three");
        assertThat(Words.flow(List.of(), ", ", "", 8)).isEmpty();
    }
}

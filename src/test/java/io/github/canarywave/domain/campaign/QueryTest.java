package io.github.canarywave.domain.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.OptionalDouble;

class QueryTest {
    private static final Map<String, String> VALUES =
            Map.of(
                    "campaign", "lamps-2",
                    "wave", "canary",
                    "product", "lamp",
                    "version", "2.0.0+rc1");

    @Test
    void placesAreFilledInAndTheRestStays() {
        Query query =
                new Query("a{c='{{campaign}}',w='{{wave}}',p='{{product}}',v='{{version}}'}[5m]");
        assertThat(query.filled(VALUES))
                .isEqualTo("a{c='lamps-2',w='canary',p='lamp',v='2.0.0+rc1'}[5m]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'} or up{b='", "a\\", "a\nb", "{{version}}", "$1", ""})
    void whatCouldEndAStringIsNeverFilledIn(String wave) {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Query("a{w='{{wave}}'}").filled(Map.of("wave", wave)))
                .withMessageContaining("wave must match");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{host}}", "{{ wave }}", "{{wave", "wave}}", "{{WAVE}}", "{{{{wave}}}}"})
    void otherPlacesAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Query(text))
                .withMessageStartingWith("only {{campaign}}, {{product}}, {{version}}, {{wave}}");
    }

    @Test
    void hasAThousandCharactersAtMost() {
        assertThat(new Query("a".repeat(1_000)).text()).hasSize(1_000);
        assertThatIllegalArgumentException().isThrownBy(() -> new Query("a".repeat(1_001)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Query(" \n"));
    }

    @Test
    void limitsHoldTheirEndsAndNothingBeyond() {
        Limits limits = new Limits(OptionalDouble.of(-1), OptionalDouble.of(0.05));
        assertThat(limits).hasToString("≥ -1, ≤ 0.05");
        assertThat(limits.hold(-1)).isTrue();
        assertThat(limits.hold(0.05)).isTrue();
        assertThat(limits.hold(Math.nextUp(0.05))).isFalse();
        assertThat(limits.hold(Math.nextDown(-1.0))).isFalse();
        assertThat(limits.hold(Double.NaN)).isFalse();
    }
}

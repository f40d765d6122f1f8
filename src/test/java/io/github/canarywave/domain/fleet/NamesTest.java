package io.github.canarywave.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;

class NamesTest {
    @Test
    void namesHaveTheShapeThatFitsTopicsAndPackets() {
        shape(DeviceId::new, 36, "_a", ".a", "a/b", "a+b");
        shape(Model::new, 32, "_a", "a/b", "a#b");
        shape(Version::new, 31, "-1", "1 0", "1/0");
        shape(Product::new, 63, "_a", "a+b", "a/b");
        shape(SessionId::new, 8, "a.b", "a+b");
    }

    private static void shape(Function<String, Object> make, int longest, String... wrong) {
        assertThatCode(() -> make.apply("a".repeat(longest))).doesNotThrowAnyException();
        assertThatCode(() -> make.apply("Z9")).doesNotThrowAnyException();
        for (String value : wrong) refused(make, value);
        for (String value : new String[] {"", "ü", "a\n", "a b", "a\u0000"}) refused(make, value);
        refused(make, "a".repeat(longest + 1));
    }

    private static void refused(Function<String, Object> make, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> make.apply(value))
                .withMessageContaining("must match")
                .withMessageContaining("got \"" + value + "\"");
    }

    @Test
    void aCommandIdIsTwentySixCharactersOfCrockfordsAlphabet() {
        assertThat(new CommandId("01KAG3M8Q7ZC4T9V2XW5YJ6R8B").toString())
                .isEqualTo("01KAG3M8Q7ZC4T9V2XW5YJ6R8B");
        for (String wrong :
                new String[] {
                    "",
                    "01KAG3M8Q7ZC4T9V2XW5YJ6R8",
                    "01KAG3M8Q7ZC4T9V2XW5YJ6R8U",
                    "01kag3m8q7zc4t9v2xw5yj6r8b",
                    "01KAG3M8Q7ZC4T9V2XW5YJ6R8BB"
                }) assertThatIllegalArgumentException().isThrownBy(() -> new CommandId(wrong));
    }

    @Test
    void eachCodeHasAWordOfItsOwnAndIsFoundUnderItsReportOnly() {
        assertThat(Arrays.stream(Code.values()).map(Code::word)).doesNotHaveDuplicates();
        for (Code code : Code.values()) {
            assertThat(Code.of(code.word())).contains(code);
            for (WireState state : WireState.values())
                assertThat(Code.of(state, code.word()).isPresent())
                        .as("%s under %s", code.word(), state.word())
                        .isEqualTo(state == code.state());
        }
        assertThat(Code.of("none")).isEmpty();
    }

    @Test
    void onlyWhatTheDeviceCausedCountsAndWhatCountsIsNotTriedAgain() {
        for (Code code : Code.values()) {
            assertThat(code.counted()).as(code.word()).isEqualTo(code.cause() == Code.Cause.DEVICE);
            assertThat(code.counted() && code.retried()).as(code.word()).isFalse();
            assertThat(code.burns() && !code.retried()).as(code.word()).isFalse();
        }
    }

    @Test
    void reportsThatMustNotGetLostAreNumbered() {
        assertThat(Arrays.stream(WireState.values()).filter(s -> !s.numbered()))
                .containsExactly(WireState.DOWNLOADING, WireState.REBOOTING, WireState.PROBATION);
        for (WireState state : WireState.values())
            assertThat(WireState.of(state.word())).contains(state);
    }

    @Test
    void aCommandIdTellsWhenItWasMade() {
        assertThat(new CommandId("0".repeat(26)).made()).isEqualTo(Instant.EPOCH);
        assertThat(new CommandId("01KAG3M8Q7" + "Z".repeat(16)).made())
                .isEqualTo(Instant.parse("2025-11-20T07:45:55.943Z"));
    }
}

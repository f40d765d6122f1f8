package io.github.canarywave.adapter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Heard.Receipt;
import io.github.canarywave.wire.Topics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a foreign broker may let through is counted and harms nobody. */
class EarTest {
    private static final byte[] REPORT =
            "{\"session\":\"k3Zq9w\",\"seq\":1,\"id\":\"01KAG3M8Q7ZC4T9V2XW5YJ6R8B\",\"state\":\"accepted\"}"
                    .getBytes(StandardCharsets.UTF_8);

    private final Ear ear = new Ear(new Topics("p"), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p/dev-1/other",
                "q/dev-1/report",
                "p/dev-1",
                "p/-bad/report",
                "p//report",
                "p/dev-1/report/x",
                "",
                "p/canarywave-sub-x/report",
                "p/this-id-is-longer-than-36-characters-x/report"
            })
    void countsWhatNoDeviceCanHaveSaid(String topic) {
        assertThat(ear.hear(topic, false, REPORT, Receipt.NONE)).isEmpty();
        assertThat(ear.rejected().snapshot()).containsEntry("topic", 1L);
    }

    @Test
    void believesNoRetainedReportBecauseItWouldComeForEver() {
        Optional<Heard> heard = ear.hear("p/dev-1/report", true, REPORT, Receipt.NONE);
        assertThat(heard)
                .get()
                .isInstanceOfSatisfying(
                        Heard.Unreadable.class, u -> assertThat(u.reason()).isEqualTo("retained"));
    }

    @Test
    void tellsABirthThatTheBrokerKeptFromOneSaidNow() {
        byte[] birth =
                """
                {"protocol":1,"model":"m","version":"1","boot":1,"boot_reason":"power-on",\
                "session":"s","connect":1,"epoch":0,"counter":0}"""
                        .getBytes(StandardCharsets.UTF_8);
        for (boolean retained : new boolean[] {true, false})
            assertThat(ear.hear("p/dev-1/state", retained, birth, Receipt.NONE))
                    .get()
                    .isInstanceOfSatisfying(
                            Heard.Born.class, b -> assertThat(b.kept()).isEqualTo(retained));
    }

    @Test
    void keepsTheNameOfANumberedReportItRejects() {
        byte[] odd =
                new String(REPORT, StandardCharsets.UTF_8)
                        .replace("accepted", "dancing")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(ear.hear("p/dev-1/report", false, odd, Receipt.NONE))
                .get()
                .isInstanceOfSatisfying(
                        Heard.Unreadable.class,
                        u -> {
                            assertThat(u.reason()).isEqualTo("unknown-state");
                            assertThat(u.key().orElseThrow().seq()).isEqualTo(1);
                        });
    }

    @Test
    void whatOurOwnBrokerKeepsWasSaidSinceItBegan() {
        byte[] birth =
                """
                {"protocol":1,"model":"m","version":"1","security_version":0,"slot":"a","boot":1,\
                "boot_reason":"power","session":"s1","connect":1,"epoch":1,"counter":0}
                """
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(kept(ear, birth)).isTrue();
        assertThat(kept(new Ear(new Topics("p"), true), birth)).isFalse();
    }

    private static boolean kept(Ear ear, byte[] birth) {
        Heard heard = ear.hear("p/d1/state", true, birth, Receipt.NONE).orElseThrow();
        return heard instanceof Heard.Born born && born.kept();
    }
}

package io.github.canarywave.adapter.http.operators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.app.RolloutStatus;
import io.github.canarywave.app.RolloutStatus.Failure;
import io.github.canarywave.app.RolloutStatus.GateStatus;
import io.github.canarywave.app.RolloutStatus.WaveStatus;
import io.github.canarywave.domain.rollout.GateNumbers;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What a state may weigh, whatever the campaign. */
class StateTextTest {
    private static final int DEVICES = 1_000_000;

    @Test
    void aSmallCampaignLosesNothingButItsEvents() throws Exception {
        JsonNode state = read(FakeOperations.failing("Halted"));
        assertThat(state.has("cut")).isFalse();
        assertThat(state.has("events")).isFalse();
        assertThat(state.path("waves").get(1).path("gates")).hasSize(2);
    }

    @Test
    void aMillionDevicesInSixWavesOfThreeGatesFitIn4096Bytes() throws Exception {
        JsonNode state = read(status(6, 3, 8, 0));
        assertThat(state.path("waves")).hasSize(6);
        assertThat(state.path("waves").get(3).path("gates")).as("of the open wave").hasSize(3);
        assertThat(state.path("waves").get(3).path("gates").get(0).path("value").doubleValue())
                .isEqualTo(0.00423457);
        assertThat(state.path("cut").toString()).startsWith("[\"gates of passed waves\"");
    }

    @Test
    void whateverItsSizeAStateFitsAndSaysWhatIsLeftOut() throws Exception {
        for (int waves : new int[] {1, 6, 12, 32})
            for (int gates : new int[] {0, 1, 3, 8})
                for (int codes : new int[] {0, 40})
                    for (int strata : new int[] {0, 2_000}) {
                        JsonNode state = read(status(waves, gates, codes, strata));
                        assertThat(state.path("waves").size()).isPositive();
                        boolean whole =
                                state.path("waves").size() == waves
                                        && state.path("failures").size() == codes;
                        assertThat(whole || state.has("cut")).isTrue();
                    }
    }

    @Test
    void wavesNearTheOpenOneStayLongest() throws Exception {
        JsonNode state = read(status(32, 8, 40, 2_000));
        List<String> states = new ArrayList<>();
        state.path("waves").forEach(wave -> states.add(wave.path("state").textValue()));
        assertThat(states).contains("running");
    }

    private static JsonNode read(RolloutStatus status) throws Exception {
        String text = StateText.of(status);
        assertThat(text.getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(StateText.LIMIT);
        return new ObjectMapper().readTree(text);
    }

    private static RolloutStatus status(int waves, int gates, int codes, int strata) {
        List<WaveStatus> all = new ArrayList<>();
        int open = waves / 2;
        for (int i = 0; i < waves; i++) {
            String state = i < open ? "passed" : i == open ? "running" : "waiting";
            List<GateStatus> ofWave = new ArrayList<>();
            for (int g = 0; g < gates; g++) ofWave.add(gate(state));
            if (i == open) for (int s = 0; s < strata; s++) ofWave.add(stratum(s));
            all.add(
                    new WaveStatus(
                            "wave-of-site-" + i,
                            "100%",
                            DEVICES,
                            state,
                            982_345,
                            4_321,
                            12_345,
                            "soak 30m done",
                            ofWave));
        }
        Map<String, Long> states = new TreeMap<>();
        for (String state :
                List.of("Queued", "Commanded", "Downloading", "Probation", "Confirmed", "Failed"))
            states.put(state, 123_456L);
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < codes; i++)
            failures.add(new Failure("health-check-" + i, "device", true, 4_321));
        return new RolloutStatus(
                "thermostat-2.4.1",
                "thermostat-esp32",
                "2.4.1",
                "Running",
                "wave canary: 12345 devices are between command and outcome, window 25000, at most"
                        + " 3000 starts a minute",
                false,
                DEVICES,
                Instant.EPOCH,
                Optional.empty(),
                states,
                12_345,
                25_000,
                1_234,
                Optional.empty(),
                all,
                failures,
                List.of());
    }

    private static GateStatus gate(String wave) {
        if (wave.equals("waiting"))
            return new GateStatus("failureRate", "waiting", "failureRate ≤ 1% (n ≥ 100) halt");
        return new GateStatus(
                "failureRate",
                "passing",
                "failureRate 0.42% (4160 of 982345), at most 1%",
                new GateNumbers(
                        OptionalDouble.of(0.004234567),
                        OptionalDouble.of(0.01),
                        OptionalLong.of(982_345),
                        OptionalLong.of(100),
                        OptionalDouble.of(0.0041234),
                        OptionalDouble.empty(),
                        OptionalDouble.of(0.42)));
    }

    private static GateStatus stratum(int number) {
        return new GateStatus(
                "evidence",
                "breached",
                "evidence over 1 000 000 : 1 that more than 2% fail (40 of 90 failed) " + number);
    }
}

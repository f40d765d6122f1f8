package io.github.canarywave.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

class TriedAgainTest {
    private static Tally.Key in(String state, String code) {
        return new Tally.Key(0, "all", state, code);
    }

    @Test
    void namesTheMostFrequentCauseFirstAndLeavesOutThoseThatHaveEnded() {
        Tally tally =
                new Tally(
                        Map.of(
                                in("Queued", "timeout"), 2L,
                                in("Queued", "http-5xx"), 4L,
                                in("Downloading", "http-5xx"), 3L,
                                in("Failed", "flash-write"), 9L,
                                in("Confirmed", "timeout"), 9L,
                                in("Queued", ""), 9L),
                        Map.of());
        assertThat(TriedAgain.text(tally))
                .isEqualTo("; 7 tried again after http-5xx; 2 tried again after timeout");
    }

    @Test
    void saysNothingWhereNobodyIs() {
        assertThat(TriedAgain.text(new Tally(Map.of(in("Queued", ""), 5L), Map.of()))).isEmpty();
    }
}

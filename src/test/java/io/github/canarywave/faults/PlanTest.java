package io.github.canarywave.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class PlanTest {
    private static Plan plan(long seed) {
        return Plan.of(seed, List.of(Kind.values()), 200, Duration.ofSeconds(5));
    }

    @Test
    void sameSeedIsTheSamePlanAndAnotherSeedIsAnother() {
        assertThat(plan(7)).isEqualTo(plan(7));
        assertThat(plan(7).steps()).isNotEqualTo(plan(8).steps());
    }

    @Test
    void drawsEveryKindWithinItsTimes() {
        assertThat(plan(7).steps()).extracting(Step::kind).contains(Kind.values());
        assertThat(plan(7).steps())
                .allSatisfy(
                        step -> {
                            assertThat(step.hold())
                                    .isBetween(step.kind().shortest, step.kind().longest);
                            assertThat(step.before())
                                    .isBetween(Duration.ZERO, Duration.ofSeconds(5));
                        });
    }
}

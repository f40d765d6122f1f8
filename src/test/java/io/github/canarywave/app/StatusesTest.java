package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

/** What page, command and API say of a rollout. */
class StatusesTest {
    @Test
    void aRolloutBeganWhenItWasAppliedHoweverMuchHasHappenedSince() {
        Bench bench = new Bench(Samples.campaign(), 1);
        int more = RolloutStatus.EVENTS + 1;
        bench.store.write(
                tx -> {
                    for (int i = 1; i <= more; i++)
                        tx.add(Fact.of(at(i), Bench.NAME, "paused", "once more"));
                    return tx;
                });
        RolloutStatus status =
                bench.store.read(reads -> Statuses.of(reads, bench.rollout(), bench.now()));
        assertThat(status.startedAt()).isEqualTo(T0);
        assertThat(status.events()).hasSize(RolloutStatus.EVENTS);
        assertThat(status.events().getFirst().at()).isEqualTo(at(more));
    }
}

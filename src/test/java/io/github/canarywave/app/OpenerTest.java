package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

class OpenerTest {
    private static final int DEVICES = 12_000;

    private final Bench bench =
            new Bench(
                    Samples.campaign(
                            new Pace(OptionalInt.of(DEVICES), false),
                            new Wave("all", Size.percent(100), Duration.ZERO, List.of())),
                    DEVICES);

    OpenerTest() {
        while (bench.turns.freeze(bench.now())) bench.pass(1);
        bench.wishes();
    }

    private OptionalInt unopened() {
        return bench.store.read(reads -> reads.unopened(Bench.NAME, 0));
    }

    @Test
    void aBigWaveIsOpenedAPartATurn() {
        assertThat(unopened()).hasValue(5_000);
        assertThat(bench.turns.open(bench.now())).isTrue();
        assertThat(unopened()).hasValue(10_000);
        assertThat(bench.turns.open(bench.now())).isTrue();
        assertThat(unopened()).isEmpty();
        assertThat(bench.turns.open(bench.now())).isFalse();
    }

    @Test
    void whatIsHalfOpenedGoesOnAfterARestartAndOnlyTheOpenedPartIsCommanded() {
        int beyond = bench.store.read(reads -> positionOf(reads, 7_000));
        bench.born(beyond, Samples.OLD);
        bench.wishes();
        assertThat(bench.published).isEmpty();
        Turns restarted = new Turns(bench.store, bench, bench, bench, bench.counters);
        while (restarted.open(bench.now())) bench.pass(1);
        bench.wishes();
        assertThat(bench.published).hasSize(1);
    }

    /** The number of the device at a position. */
    private static int positionOf(Store.Reads reads, int position) {
        return reads.attemptsIn(Bench.NAME, Set.of("Queued"), DEVICES).stream()
                .filter(attempt -> attempt.position() == position)
                .mapToInt(attempt -> Bench.number(attempt.device()))
                .findFirst()
                .orElseThrow();
    }
}

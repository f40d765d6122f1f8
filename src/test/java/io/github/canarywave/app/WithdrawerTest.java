package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.States;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

class WithdrawerTest {
    private static final int DEVICES = 600;

    private final Bench bench =
            Bench.started(
                    Samples.campaign(
                            new Pace(OptionalInt.of(DEVICES), false),
                            new Wave("all", Size.percent(100), Duration.ZERO, List.of())),
                    DEVICES);

    WithdrawerTest() {
        bench.wishes();
        assertThat(starting()).isEqualTo(DEVICES);
    }

    private long starting() {
        return bench.store.read(
                reads -> States.STARTING.stream().mapToLong(reads.tally(Bench.NAME)::in).sum());
    }

    private long withdrawals() {
        return bench.published.stream().filter(StoredCommand::withdraws).count();
    }

    @Test
    void aHaltIsStoredAtOnceAndTheDevicesAreToldAChunkATurn() {
        long key = bench.attempt(0).key();
        bench.turns.halt(Bench.NAME, "smoke", bench.now());
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
        assertThat(starting()).isEqualTo(DEVICES);
        assertThat(Set.copyOf(bench.cut)).hasSize(DEVICES);
        assertThat(bench.downloads.admit("url:" + key, Samples.T0))
                .isEqualTo(new DownloadDesk.Admission.Gone("the rollout is Halted"));
        int turns = 0;
        while (bench.turns.withdraw(bench.now())) turns++;
        assertThat(turns).isEqualTo(3);
        assertThat(withdrawals()).isEqualTo(DEVICES);
        assertThat(starting()).isZero();
        assertThat(bench.attempt(0).state()).isInstanceOf(State.Withdrawn.class);
    }

    @Test
    void whatIsHalfTakenBackGoesOnAfterARestart() {
        bench.turns.halt(Bench.NAME, "smoke", bench.now());
        bench.turns.withdraw(bench.now());
        assertThat(starting()).isBetween(1L, DEVICES - 1L);
        Turns restarted = new Turns(bench.store, bench, bench, bench, bench.counters);
        while (restarted.withdraw(bench.now())) bench.pass(1);
        assertThat(starting()).isZero();
        assertThat(withdrawals()).isEqualTo(DEVICES);
    }

    @Test
    void nothingIsTakenBackFromARolloutThatRuns() {
        assertThat(bench.turns.withdraw(bench.now())).isFalse();
        assertThat(starting()).isEqualTo(DEVICES);
    }
}

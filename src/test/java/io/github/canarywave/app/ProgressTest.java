package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.util.List;

class ProgressTest {
    private final Bench bench = Bench.started(Samples.campaign(), 20);
    private final StoredCommand command = bench.published.getFirst();
    private final int device = Bench.number(command.device());

    private Heard.Reported said(int who, CommandId id, WireState state) {
        return bench.report(who, id, 1, state);
    }

    private Heard.Reported progress(int who) {
        return said(who, command.id(), WireState.DOWNLOADING);
    }

    @Test
    void onlyTheLastOfProgressInARowIsFolded() {
        Heard.Reported other = progress(device + 1);
        assertThat(Progress.overtaken(List.of(progress(device), other, progress(device))).stream())
                .containsExactly(0);
    }

    @Test
    void whatADeviceSaysInBetweenParts() {
        Heard.Reported installing = said(device, command.id(), WireState.INSTALLING);
        assertThat(Progress.overtaken(List.of(progress(device), installing, progress(device))))
                .matches(java.util.BitSet::isEmpty);
        Heard.Reported ofAnother =
                said(device, new CommandId("Z".repeat(26)), WireState.DOWNLOADING);
        assertThat(Progress.overtaken(List.of(progress(device), ofAnother)))
                .matches(java.util.BitSet::isEmpty);
    }

    @Test
    void theStateIsThatOfTheLastAndTheRestIsCounted() {
        bench.fold(progress(device), progress(device), progress(device));
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Downloading.class);
        assertThat(bench.counters.get("progress_overtaken")).isEqualTo(2);
        assertThat(bench.told).hasSize(3);
    }
}

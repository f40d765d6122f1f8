package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

/** What silence after installing means while others are silent too. */
class SilenceTest {
    private static final int DEVICES = 40;

    private final Bench bench = Bench.started(Samples.campaign(), DEVICES);
    private final int silent = Bench.number(bench.published.getFirst().device());

    private void asleep(int device) {
        bench.fold(
                new Heard.Told(
                        Samples.id(device),
                        new OnlineNotice(
                                false,
                                bench.device(device).birth().orElseThrow().session(),
                                bench.device(device).birth().orElseThrow().connect()),
                        Heard.Receipt.NONE));
    }

    private boolean commanded(int device) {
        return bench.attempt(device).command().isPresent();
    }

    /** The device installs and is heard no more; all that were not commanded fall asleep. */
    private void silence() {
        bench.fold(
                bench.report(silent, bench.published.getFirst().id(), 1, WireState.ACCEPTED),
                bench.report(silent, bench.published.getFirst().id(), 2, WireState.INSTALLING));
        bench.pass(5);
        asleep(silent);
        for (int i = 0; i < DEVICES; i++) if (!commanded(i)) asleep(i);
        bench.pass(11 * 60);
        bench.fold();
    }

    @Test
    void sleepersAreBackWhenTheyHaveBeenHeardAndNotOnlyWhenTheyStayAwake() {
        silence();
        assertThat(bench.attempt(silent).state()).isInstanceOf(State.Installing.class);
        assertThat(bench.rollout().rulings().outage()).get().matches(Outage::lasts);
        bench.pass(90);
        bench.wishes();
        assertThat(bench.rollout().reason()).contains("an outage that they share");

        for (int i = 0; i < DEVICES; i++) {
            if (commanded(i)) continue;
            bench.rebooted(i, Samples.OLD, "later" + i, 9);
            asleep(i);
        }
        bench.pass(90);
        bench.wishes();
        assertThat(bench.rollout().rulings().outage()).get().matches(o -> !o.lasts());
    }
}

package io.github.canarywave.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The short form: one small fleet lives through faults of the server, its links and its people. */
class FaultsIT {
    private static final int DEVICES = 40;
    private static final double FAST = 0.2;
    private static final Duration CALM = Duration.ofMillis(700);

    /** In the order in which a rollout meets them; how long each lasts, in seconds. */
    private static final List<Step> STEPS =
            List.of(
                    step(Kind.KILL_SERVER, 0),
                    step(Kind.LOST_ACKS, 2),
                    step(Kind.CUT_DOWNLOADS, 2),
                    step(Kind.STRANGERS, 0),
                    step(Kind.HALF_OPEN, 2),
                    step(Kind.KILL_SERVER, 1),
                    step(Kind.HALT, 1),
                    step(Kind.REFUSED_DOWNLOADS, 2),
                    step(Kind.STOP_SERVER, 3),
                    step(Kind.OUTAGE, 2),
                    step(Kind.SLOW_LINKS, 1),
                    step(Kind.RECONNECT, 0));

    @TempDir Path folder;

    private static Step step(Kind kind, int seconds) {
        return new Step(kind, CALM, Duration.ofSeconds(seconds));
    }

    @Test
    void keepsItsPromisesThroughAFaultOfEachKind() {
        Rig.Options options = Rig.Options.of(DEVICES, FAST, 1, false);
        try (Rig rig = Rig.start(options, folder)) {
            History.Outcome outcome = new History(rig, System.out).live(new Plan(1, STEPS));
            assertThat(outcome.violations()).isEmpty();
            assertThat(outcome.faults().values().stream().mapToInt(n -> n).sum())
                    .isEqualTo(STEPS.size());
            assertThat(outcome.acknowledged()).isGreaterThanOrEqualTo(3 * DEVICES);
        }
    }
}

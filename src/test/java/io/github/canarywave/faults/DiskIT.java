package io.github.canarywave.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A rollout on a small real disk that fills, and on one that flushes nothing any more. */
class DiskIT {
    private static final int DEVICES = 20;
    private static final double FAST = 0.2;
    private static final Duration CALM = Duration.ofMillis(300);

    @TempDir Path folder;

    private static Step step(Kind kind) {
        return new Step(kind, CALM, Duration.ofSeconds(1));
    }

    @Test
    void losesNothingOnAFullDiskAndStopsAtOnceOnABrokenOne() {
        Rig.Options options = Rig.Options.of(DEVICES, FAST, 1, false).withDisk(Rig.SMALL_DISK_MIB);
        try (Rig rig = Rig.start(options, folder)) {
            List<Step> steps = List.of(step(Kind.FULL_DISK), step(Kind.NO_FLUSH));
            History.Outcome outcome = new History(rig, System.out).live(new Plan(1, steps));
            assertThat(outcome.violations()).isEmpty();
            assertThat(outcome.faults()).containsOnlyKeys("full-disk", "no-flush");
            assertThat(rig.timed).extracting(Rig.Timed::what).contains(DiskFaults.Full.FOUND_FULL);
            assertThat(outcome.acknowledged()).isGreaterThanOrEqualTo(3 * DEVICES);
        }
    }
}

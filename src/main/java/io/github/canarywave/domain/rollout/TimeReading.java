package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.GateReading.percent;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

import java.time.Duration;

/** Reads the gates about time: how long installing takes, and how soon devices report. */
final class TimeReading {
    /** The share of devices that the installing time speaks of. */
    static final int PERCENTILE = 95;

    private TimeReading() {}

    static GateReading reported(Gate.ReportedShare gate, Sample of) {
        long devices = of.tally().devices(of.wave());
        long reported = of.tally().reported(of.wave());
        String seen = "reportedShare " + reported + " of " + devices;
        if (devices == 0 || enough(gate, reported, devices))
            return new Passing(seen + ", at least " + gate.min());
        if (of.openedAt().filter(at -> at.plus(gate.within()).isAfter(of.now())).isPresent())
            return new Waiting(seen + ", needs " + gate.min() + " " + within(gate.within()));
        if (of.openedAt().isEmpty()) return new Waiting(seen + ", opened before this was measured");
        return new Breached(
                "reportedShare "
                        + percent((double) reported / devices)
                        + " < "
                        + gate.min()
                        + (" (" + reported + " of " + devices + ") ")
                        + within(gate.within()));
    }

    private static boolean enough(Gate.ReportedShare gate, long reported, long devices) {
        return reported >= gate.min().ofRoundedUp(Math.toIntExact(devices));
    }

    private static String within(Duration within) {
        return "within " + within.toSeconds() + " s of its opening";
    }

    static GateReading installs(Gate.InstallTime gate, Sample of) {
        long n = of.tally().installs(of.wave());
        if (n < gate.minSample())
            return ShareReading.tooSmall(
                    "p95InstallSeconds", gate.minSample(), n, of.pending(), of.mustPass());
        long seconds = of.tally().installSeconds(of.wave(), PERCENTILE);
        String seen = "p95InstallSeconds " + seconds;
        String counts = " (n " + n + ")";
        return seconds > gate.max().toSeconds()
                ? new Breached(seen + " > " + gate.max().toSeconds() + counts)
                : new Passing(seen + counts + ", at most " + gate.max().toSeconds());
    }
}

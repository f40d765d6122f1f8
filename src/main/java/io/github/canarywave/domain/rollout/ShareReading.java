package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.GateReading.percent;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

import java.util.Optional;

/**
 * Reads a gate that limits a share of the devices of a wave that count. Looked at often enough it
 * also stops a good firmware now and then.
 */
record ShareReading(String metric, Share max, int minSample, Optional<Share> confidence) {
    /**
     * What the gate says.
     *
     * @param hits devices that speak against the release in this respect
     */
    GateReading read(long hits, Sample of) {
        return read(hits, of.decided(), of.pending(), of.mustPass());
    }

    GateReading read(long hits, long n, long pending, boolean mustPass) {
        if (n < minSample) return tooSmall(metric, minSample, n, pending, mustPass);
        String seen = metric + " " + percent((double) hits / n) + " (" + hits + " of " + n + ")";
        if (!max.isExceededBy(hits, n)) return new Passing(seen + ", at most " + max);
        double bound =
                confidence
                        .map(level -> Wilson.lowerBound(hits, n, level.asFraction()))
                        .orElse((double) hits / n);
        String sure = confidence.map(level -> ", " + level + " bound " + percent(bound)).orElse("");
        if (bound > max.asFraction())
            return new Breached(
                    metric
                            + " "
                            + percent((double) hits / n)
                            + " > "
                            + max
                            + (" (" + hits + " of n " + n + sure + ")"));
        if (mustPass && max.isExceededBy(hits, n + pending))
            return new Breached(seen + " can no longer come under " + max + left(pending));
        return new Waiting(seen + " is above " + max + " but may be chance" + sure);
    }

    /** The same the other way round: as many may fail as need not succeed. */
    static GateReading successes(Gate.SuccessRate gate, Sample of) {
        long n = of.decided();
        if (n < gate.minSample())
            return tooSmall("successRate", gate.minSample(), n, of.pending(), of.mustPass());
        long good = n - of.bad();
        String seen = "successRate " + percent((double) good / n);
        String counts = " (" + good + " of n " + n + ")";
        Share mayFail = new Share(Share.WHOLE - gate.min().millionths());
        return mayFail.isExceededBy(of.bad(), n)
                ? new Breached(seen + " < " + gate.min() + counts)
                : new Passing(seen + counts + ", at least " + gate.min());
    }

    static GateReading tooSmall(
            String metric, int minSample, long n, long pending, boolean mustPass) {
        String seen = metric + " has n " + n + ", needs " + minSample;
        return mustPass && n + pending < minSample
                ? new Breached(seen + " and can no longer get it: " + left(pending).substring(2))
                : new Waiting(seen);
    }

    private static String left(long pending) {
        return ", " + pending + " devices of the wave are left";
    }
}

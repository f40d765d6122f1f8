package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.FailureRate;

import java.util.Locale;

/** What a gate says of a wave now, with its numbers in words. */
public sealed interface GateReading {
    String text();

    /** It holds; with its soak over the next wave may open. */
    record Passing(String text) implements GateReading {}

    /** Neither yes nor no yet. */
    record Waiting(String text) implements GateReading {}

    /** Nothing more comes by itself: a person decides. */
    record Inconclusive(String text) implements GateReading {}

    /** It failed, or can no longer hold. */
    record Breached(String text) implements GateReading {}

    /**
     * Reads a gate.
     *
     * @param tally of this evidence period
     * @param wave the wave whose gate it is
     * @param mustPass whether another wave waits for this gate
     * @param due whether the soak of that wave is over too
     */
    static GateReading read(Gate gate, Tally tally, int wave, boolean mustPass, boolean due) {
        return switch (gate) {
            case Gate.Evidence evidence ->
                    new EvidenceReading(evidence).read(tally.total(), mustPass && due);
            case FailureRate rate ->
                    read(
                            rate,
                            tally.bad(wave),
                            tally.decided(wave),
                            tally.pending(wave),
                            mustPass);
        };
    }

    /**
     * Reads a share of failures.
     *
     * @param bad devices of the wave that failed
     * @param decided devices of the wave that count, the bad ones included
     * @param pending devices of the wave that may still count
     * @param mustPass whether another wave waits for this gate
     */
    static GateReading read(
            FailureRate gate, long bad, long decided, long pending, boolean mustPass) {
        return rate(gate, bad, decided, pending, mustPass);
    }

    private static GateReading rate(
            FailureRate gate, long bad, long n, long pending, boolean mustPass) {
        if (n < gate.minSample()) return sampleTooSmall(gate, n, pending, mustPass);
        String share = percent((double) bad / n);
        String seen = "failureRate " + share + " (" + bad + " of " + n + ")";
        if (!gate.max().isExceededBy(bad, n)) return new Passing(seen + ", at most " + gate.max());
        double bound =
                gate.confidence()
                        .map(level -> Wilson.lowerBound(bad, n, level.asFraction()))
                        .orElse((double) bad / n);
        String sure =
                gate.confidence()
                        .map(level -> ", " + level + " bound " + percent(bound))
                        .orElse("");
        if (bound > gate.max().asFraction())
            return new Breached(
                    "failureRate "
                            + share
                            + " > "
                            + gate.max()
                            + " ("
                            + bad
                            + " of n "
                            + n
                            + sure
                            + ")");
        if (mustPass && gate.max().isExceededBy(bad, n + pending))
            return new Breached(
                    seen
                            + " can no longer come under "
                            + gate.max()
                            + ", "
                            + pending
                            + " devices of the wave are left");
        return new Waiting(seen + " is above " + gate.max() + " but may be chance" + sure);
    }

    private static GateReading sampleTooSmall(
            FailureRate gate, long n, long pending, boolean mustPass) {
        String seen = "failureRate has n " + n + ", needs " + gate.minSample();
        return mustPass && n + pending < gate.minSample()
                ? new Breached(
                        seen
                                + " and can no longer get it: "
                                + pending
                                + " devices of the wave are left")
                : new Waiting(seen);
    }

    /** For people, two decimals. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share * 100);
    }
}

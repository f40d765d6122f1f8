package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;

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

    /** Reads a gate of a wave. */
    static GateReading read(Gate gate, Sample of) {
        return switch (gate) {
            case Gate.Evidence evidence ->
                    new EvidenceReading(evidence).read(of.evidence(), of.mustPass() && of.due());
            case Gate.FailureRate g ->
                    new ShareReading("failureRate", g.max(), g.minSample(), g.confidence())
                            .read(of.bad(), of);
            case Gate.RollbackRate g ->
                    new ShareReading("rollbackRate", g.max(), g.minSample(), g.confidence())
                            .read(of.rolledBack(), of);
            case Gate.SuccessRate g -> ShareReading.successes(g, of);
            case Gate.ErrorCode g -> CodeReading.read(g, of);
            case Gate.ReportedShare g -> TimeReading.reported(g, of);
            case Gate.InstallTime g -> TimeReading.installs(g, of);
            case Gate.Outside g -> OutsideReading.read(g, of);
        };
    }

    /** For people, two decimals. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share * 100);
    }
}

package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Inconclusive;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Reads the evidence gate: over the whole rollout, pending devices always counted against the
 * verdict, so that it holds whatever becomes of them.
 */
final class EvidenceReading {
    /** Above this the number says nothing more to a person. */
    private static final double SHOWN_MAX = 1e6;

    private final Gate.Evidence gate;
    private final EProcess process;

    EvidenceReading(Gate.Evidence gate) {
        this.gate = gate;
        this.process = EProcess.against(gate.p0());
    }

    /**
     * What the evidence says.
     *
     * @param evidence of the whole rollout in this evidence period
     * @param due whether another wave waits for this gate and its soak is over
     */
    GateReading read(Evidence evidence, boolean due) {
        double score = score(evidence);
        String seen = failed(evidence);
        if (halts(score, 1)) return new Breached(odds(score) + " (" + seen + ")");
        boolean few =
                n(evidence) > 0 && !gate.p0().isExceededBy(evidence.mayHaveFailed(), n(evidence));
        if (few || sprt().passes(evidence.mayHaveFailed(), evidence.good()))
            return new Passing(odds(score) + ", " + seen);
        return due
                ? new Inconclusive("evidence is inconclusive: " + seen + ", " + odds(score))
                : new Waiting(odds(score) + ", halts at " + whole(threshold(1)) + " : 1, " + seen);
    }

    /** The numbers behind it: the share that failed, and the odds, which are what halts. */
    GateNumbers numbers(Evidence evidence) {
        double score = score(evidence);
        return GateNumbers.most(gate.p0(), evidence.failed(), evidence.n())
                .betting(Math.exp(score))
                .using(Math.max(0, score / Math.log(threshold(1))));
    }

    /** Who has not started yet cannot have failed, and does not speak for the release either. */
    private static long n(Evidence evidence) {
        return evidence.mayHaveFailed() + evidence.good();
    }

    /** The strata that are to be held, and why; where there is one alone the rollout is halted. */
    Map<String, String> breaches(Tally tally) {
        SortedMap<String, Evidence> strata = tally.byStratum();
        Map<String, String> held = new LinkedHashMap<>();
        if (strata.size() > 1)
            strata.forEach(
                    (stratum, evidence) ->
                            breach(evidence, strata.size())
                                    .ifPresent(why -> held.put(stratum, why)));
        return held;
    }

    private Optional<String> breach(Evidence evidence, int strata) {
        double score = score(evidence);
        return halts(score, strata)
                ? Optional.of(odds(score) + " (" + failed(evidence) + ")")
                : Optional.empty();
    }

    private double score(Evidence evidence) {
        return process.log(evidence.failed(), evidence.notFailed());
    }

    /** With the chance of a false alarm split among so many tests. */
    private boolean halts(double score, int tests) {
        return score >= Math.log(threshold(tests));
    }

    private double threshold(int tests) {
        return tests / gate.alpha().asFraction();
    }

    private Sprt sprt() {
        return new Sprt(gate.p0().asFraction(), gate.p1().asFraction(), gate.beta().asFraction());
    }

    private String odds(double score) {
        return "evidence " + shown(Math.exp(score)) + " : 1 that more than " + gate.p0() + " fail";
    }

    private static String shown(double odds) {
        if (odds > SHOWN_MAX) return "over 1 000 000";
        if (odds >= 10) return whole(odds);
        return odds < 0.1 ? "under 0.1" : String.format(Locale.ROOT, "%.1f", odds);
    }

    private static String whole(double odds) {
        return String.format(Locale.ROOT, "%.0f", odds);
    }

    private static String failed(Evidence evidence) {
        String pending =
                evidence.started() == 0 ? "" : ", " + evidence.started() + " not yet decided";
        return evidence.failed() + " of " + evidence.n() + " failed" + pending;
    }
}

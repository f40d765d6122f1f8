package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Ceiling;
import io.github.canarywave.domain.campaign.Share;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The numbers that a gate decides on, read from the same sample as {@link GateReading}. What a gate
 * does not have, or not yet, is absent.
 *
 * @param value what is measured: a share from 0 to 1, seconds, devices, or what Prometheus reads
 * @param limit what it is held against, in the same unit
 * @param sample devices that count
 * @param minSample devices that must count before the gate says anything
 * @param bound lower bound of the true share, at the level that the gate asks for
 * @param evidence betting odds against the release, at most {@link #EVIDENCE_MAX}
 * @param used how much of what the gate allows is used up: beyond 1 it fails
 */
public record GateNumbers(
        OptionalDouble value,
        OptionalDouble limit,
        OptionalLong sample,
        OptionalLong minSample,
        OptionalDouble bound,
        OptionalDouble evidence,
        OptionalDouble used) {
    /** Above this the number says nothing more, and JSON has no word for infinity. */
    public static final double EVIDENCE_MAX = 1e9;

    /** A gate that has no number. */
    public static final GateNumbers NONE =
            new GateNumbers(
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty());

    /** Reads the numbers of a gate of a wave. */
    static GateNumbers of(Gate gate, Sample of) {
        return switch (gate) {
            case Gate.Evidence g -> new EvidenceReading(g).numbers(of.evidence());
            case Gate.FailureRate g -> share(g.max(), g.minSample(), g.confidence(), of.bad(), of);
            case Gate.RollbackRate g ->
                    share(g.max(), g.minSample(), g.confidence(), of.rolledBack(), of);
            case Gate.SuccessRate g ->
                    least(g.min(), of.decided() - of.bad(), of.decided()).needing(g.minSample());
            case Gate.ErrorCode g -> code(g, of);
            case Gate.ReportedShare g -> reported(g, of);
            case Gate.InstallTime g -> installs(g, of);
            case Gate.Outside g -> outside(g, of);
        };
    }

    private static GateNumbers share(
            Share max, int minSample, Optional<Share> confidence, long hits, Sample of) {
        long n = of.decided();
        GateNumbers most = most(max, hits, n).needing(minSample);
        return confidence
                .filter(_ -> n > 0)
                .map(level -> most.above(Wilson.lowerBound(hits, n, level.asFraction())))
                .orElse(most);
    }

    /** A share that must not rise above a limit. */
    static GateNumbers most(Share max, long hits, long n) {
        GateNumbers limited = NONE.within(max.asFraction()).counting(n);
        if (n == 0) return limited;
        double share = (double) hits / n;
        return limited.measuring(share).using(part(share, max.asFraction()));
    }

    /** A share that must not fall below a limit: what is missing to the whole is used up. */
    private static GateNumbers least(Share min, long hits, long n) {
        GateNumbers limited = NONE.within(min.asFraction()).counting(n);
        if (n == 0) return limited;
        double share = (double) hits / n;
        return limited.measuring(share).using(part(1 - share, 1 - min.asFraction()));
    }

    /** Its time is what is used up; a share that has not come yet is no sign of anything. */
    private static GateNumbers reported(Gate.ReportedShare gate, Sample of) {
        long devices = of.tally().devices(of.wave());
        GateNumbers limited = NONE.within(gate.min().asFraction()).counting(devices);
        if (devices == 0) return limited;
        return limited.measuring((double) of.tally().reported(of.wave()) / devices);
    }

    private static GateNumbers code(Gate.ErrorCode gate, Sample of) {
        long hits = of.tally().withCode(of.wave(), gate.code());
        long n = of.tally().endedOnce(of.wave());
        return switch (gate.max()) {
            case Ceiling.Part(var max) -> most(max, hits, n).needing(gate.minSample());
            case Ceiling.Count(var devices) ->
                    NONE.measuring((double) hits)
                            .within(devices)
                            .counting(n)
                            .using(part((double) hits, devices));
        };
    }

    private static GateNumbers installs(Gate.InstallTime gate, Sample of) {
        long n = of.tally().installs(of.wave());
        double max = gate.max().toSeconds();
        GateNumbers limited = NONE.within(max).counting(n).needing(gate.minSample());
        if (n == 0) return limited;
        double seconds = of.tally().installSeconds(of.wave(), TimeReading.PERCENTILE);
        return limited.measuring(seconds).using(part(seconds, max));
    }

    private static GateNumbers outside(Gate.Outside gate, Sample of) {
        if (!(gate instanceof Gate.Prometheus p)) return NONE;
        OptionalDouble limit = p.limits().max().isPresent() ? p.limits().max() : p.limits().min();
        GateNumbers limited = NONE.within(limit.orElseThrow());
        return of.answers()
                .of(of.wave(), gate)
                .fresh(of.ran())
                .map(Answers.Heard::answer)
                .filter(Answer.Value.class::isInstance)
                .map(answer -> limited.measuring(((Answer.Value) answer).number()))
                .orElse(limited);
    }

    /** Nothing is allowed where the limit is 0: then one is all. */
    private static double part(double seen, double allowed) {
        if (allowed > 0) return seen / allowed;
        return seen > 0 ? 1 : 0;
    }

    GateNumbers measuring(double seen) {
        return new GateNumbers(
                OptionalDouble.of(seen), limit, sample, minSample, bound, evidence, used);
    }

    GateNumbers within(double most) {
        return new GateNumbers(
                value, OptionalDouble.of(most), sample, minSample, bound, evidence, used);
    }

    private GateNumbers counting(long n) {
        return new GateNumbers(value, limit, OptionalLong.of(n), minSample, bound, evidence, used);
    }

    private GateNumbers needing(long n) {
        return new GateNumbers(value, limit, sample, OptionalLong.of(n), bound, evidence, used);
    }

    private GateNumbers above(double least) {
        return new GateNumbers(
                value, limit, sample, minSample, OptionalDouble.of(least), evidence, used);
    }

    GateNumbers betting(double odds) {
        OptionalDouble shown = OptionalDouble.of(Math.min(odds, EVIDENCE_MAX));
        return new GateNumbers(value, limit, sample, minSample, bound, shown, used);
    }

    GateNumbers using(double part) {
        return new GateNumbers(
                value, limit, sample, minSample, bound, evidence, OptionalDouble.of(part));
    }

    /** Whether enough devices count for the gate to say something. */
    public boolean speaks() {
        return sample.orElse(Long.MAX_VALUE) >= minSample.orElse(0);
    }
}

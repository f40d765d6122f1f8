package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Ceiling;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Passing;

import java.util.Optional;

/** Reads a gate that limits how many devices of a wave end an attempt with one code. */
final class CodeReading {
    private CodeReading() {}

    static GateReading read(Gate.ErrorCode gate, Sample of) {
        long hits = of.tally().withCode(of.wave(), gate.code());
        return switch (gate.max()) {
            case Ceiling.Count(var devices) -> count(gate, hits, devices);
            case Ceiling.Part(var share) ->
                    new ShareReading(metric(gate), share, gate.minSample(), Optional.empty())
                            .read(
                                    hits,
                                    of.tally().endedOnce(of.wave()),
                                    of.pending(),
                                    of.mustPass());
        };
    }

    private static GateReading count(Gate.ErrorCode gate, long hits, int max) {
        String seen = metric(gate) + ": " + hits + " devices";
        return hits > max
                ? new Breached(seen + ", more than " + max)
                : new Passing(seen + ", at most " + max);
    }

    private static String metric(Gate.ErrorCode gate) {
        return "errorCode " + gate.code().word();
    }
}

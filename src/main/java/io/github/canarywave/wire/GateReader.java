package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.FailureRate;
import io.github.canarywave.domain.campaign.Share;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what must hold before the next wave opens. */
final class GateReader {
    private static final int GATES_MAX = 16;
    private static final int MIN_SAMPLE_DEFAULT = 5;

    /** A level of 50 % would take the plain share for its own lower bound. */
    private static final Share CONFIDENCE_MIN = new Share(Share.percent(50).millionths() + 1);

    private static final Share CONFIDENCE_MAX = new Share(Share.WHOLE - 1);
    private static final List<String> METRICS = List.of("failureRate");
    private static final List<String> METRICS_NOT_YET =
            List.of(
                    "evidence",
                    "successRate",
                    "rollbackRate",
                    "reportedShare",
                    "errorCode",
                    "p95InstallSeconds",
                    "prometheus");
    private static final List<String> ACTIONS = List.of("halt", "pause");
    private static final List<String> ACTIONS_NOT_YET = List.of("notify");

    /** Fields of any metric; which of them belong to one is checked when the metric is known. */
    private static final Shape ANY_GATE =
            Shape.of(
                    "metric",
                    "action",
                    "max",
                    "min",
                    "minSample",
                    "confidence",
                    "within",
                    "code",
                    "p0",
                    "p1",
                    "alpha",
                    "beta",
                    "query");

    private static final List<String> FAILURE_RATE =
            List.of("metric", "action", "max", "minSample", "confidence");

    private GateReader() {}

    /** The gates in the field {@code gates} of a campaign or wave. */
    static List<Gate> read(Mapping owner, Draft draft) {
        List<Gate> gates = new ArrayList<>();
        for (Mapping gate : owner.mappings("gates", ANY_GATE, GATES_MAX))
            metric(gate).flatMap(_ -> failureRate(gate, draft)).ifPresent(gates::add);
        return gates;
    }

    private static Optional<String> metric(Mapping gate) {
        return gate.required("metric", Scalars.choice(METRICS, METRICS_NOT_YET));
    }

    private static Optional<Gate> failureRate(Mapping gate, Draft draft) {
        for (String name : gate.names())
            if (ANY_GATE.known().contains(name) && !FAILURE_RATE.contains(name))
                gate.complainOfName(
                        name,
                        new Fault(
                                ProblemCode.UNKNOWN_FIELD,
                                "field '" + name + "' does not belong to metric failureRate",
                                "known here: " + String.join(", ", FAILURE_RATE)));
        draft.defaultOf(gate, "minSample", gate.place() + ".minSample: " + MIN_SAMPLE_DEFAULT);
        draft.defaultOf(gate, "action", gate.place() + ".action: halt");
        Action action = action(gate);
        int minSample =
                gate.optional("minSample", Scalars.number(1, Units.COUNT_MAX))
                        .orElse(MIN_SAMPLE_DEFAULT);
        Optional<Share> confidence = gate.optional("confidence", GateReader::confidence);
        return gate.required("max", Scalars.share(Share.percent(0), Share.ALL))
                .map(max -> new FailureRate(max, minSample, confidence, action));
    }

    private static Action action(Mapping gate) {
        return gate.optional("action", Scalars.choice(ACTIONS, ACTIONS_NOT_YET))
                .filter("pause"::equals)
                .map(_ -> Action.PAUSE)
                .orElse(Action.HALT);
    }

    private static Share confidence(String name, org.yaml.snakeyaml.nodes.ScalarNode node)
            throws Fault {
        Share level = Scalars.share(Share.percent(0), Share.ALL).read(name, node);
        if (level.compareTo(CONFIDENCE_MIN) < 0 || level.compareTo(CONFIDENCE_MAX) > 0)
            throw new Fault(
                    ProblemCode.OUT_OF_RANGE,
                    name + " must be above 50% and below 100%, got " + level);
        return level;
    }
}

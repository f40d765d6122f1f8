package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Defaults;
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
    private static final Share LOWEST = new Share(1);
    private static final Share HIGHEST = new Share(Share.WHOLE - 1);
    private static final Share CHANCE_MAX = Share.percent(50);
    private static final List<String> METRICS = List.of("evidence", "failureRate");
    private static final List<String> METRICS_NOT_YET =
            List.of(
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
    private static final List<String> EVIDENCE =
            List.of("metric", "action", "p0", "p1", "alpha", "beta");

    private GateReader() {}

    /** The gates in the field {@code gates} of a campaign or wave. */
    static List<Gate> read(Mapping owner, Draft draft) {
        List<Gate> gates = new ArrayList<>();
        for (Mapping gate : owner.mappings("gates", ANY_GATE, GATES_MAX))
            metric(gate).flatMap(word -> gate(word, gate, draft)).ifPresent(gates::add);
        return gates;
    }

    private static Optional<Gate> gate(String metric, Mapping gate, Draft draft) {
        draft.defaultOf(gate, "action", gate.place() + ".action: halt");
        return switch (metric) {
            case "evidence" -> evidence(gate, draft);
            default -> failureRate(gate, draft);
        };
    }

    private static void fieldsOf(String metric, List<String> fields, Mapping gate) {
        for (String name : gate.names())
            if (ANY_GATE.known().contains(name) && !fields.contains(name))
                gate.complainOfName(
                        name,
                        new Fault(
                                ProblemCode.UNKNOWN_FIELD,
                                "field '" + name + "' does not belong to metric " + metric,
                                "known here: " + String.join(", ", fields)));
    }

    /** Each of its numbers has a default, because the default gate has them. */
    private static Optional<Gate> evidence(Mapping gate, Draft draft) {
        fieldsOf("evidence", EVIDENCE, gate);
        Share p0 = share(gate, "p0", Defaults.GATE.p0(), LOWEST, HIGHEST, draft);
        Share p1 = share(gate, "p1", Defaults.GATE.p1(), LOWEST, HIGHEST, draft);
        Share alpha = share(gate, "alpha", Defaults.GATE.alpha(), LOWEST, CHANCE_MAX, draft);
        Share beta = share(gate, "beta", Defaults.GATE.beta(), LOWEST, CHANCE_MAX, draft);
        if (p0.compareTo(p1) < 0)
            return Optional.of(new Gate.Evidence(p0, p1, alpha, beta, action(gate)));
        gate.complain(
                gate.has("p1") ? "p1" : "p0",
                new Fault(
                        ProblemCode.OUT_OF_RANGE,
                        "p1 must be above p0, got p0 " + p0 + " and p1 " + p1));
        return Optional.empty();
    }

    private static Share share(
            Mapping gate, String name, Share otherwise, Share min, Share max, Draft draft) {
        draft.defaultOf(gate, name, gate.place() + "." + name + ": " + otherwise);
        return gate.optional(name, Scalars.share(min, max)).orElse(otherwise);
    }

    private static Optional<String> metric(Mapping gate) {
        return gate.required("metric", Scalars.choice(METRICS, METRICS_NOT_YET));
    }

    private static Optional<Gate> failureRate(Mapping gate, Draft draft) {
        fieldsOf("failureRate", FAILURE_RATE, gate);
        draft.defaultOf(gate, "minSample", gate.place() + ".minSample: " + MIN_SAMPLE_DEFAULT);
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

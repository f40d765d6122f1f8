package io.github.canarywave.wire;

import static java.util.Objects.requireNonNull;

import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.Ceiling;
import io.github.canarywave.domain.campaign.Gate.ErrorCode;
import io.github.canarywave.domain.campaign.Gate.FailureRate;
import io.github.canarywave.domain.campaign.Gate.InstallTime;
import io.github.canarywave.domain.campaign.Gate.Prometheus;
import io.github.canarywave.domain.campaign.Gate.RollbackRate;
import io.github.canarywave.domain.campaign.Gate.SuccessRate;
import io.github.canarywave.domain.campaign.Gate.Webhook;
import io.github.canarywave.domain.campaign.Limits;
import io.github.canarywave.domain.campaign.Query;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.fleet.Code;

import org.yaml.snakeyaml.nodes.ScalarNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads what must hold before the next wave opens. */
final class GateReader {
    private static final int GATES_MAX = 16;
    private static final int MIN_SAMPLE_DEFAULT = 5;

    /** A level of 50 % would take the plain share for its own lower bound. */
    private static final Share CONFIDENCE_MIN = new Share(Share.percent(50).millionths() + 1);

    private static final Share CONFIDENCE_MAX = new Share(Share.WHOLE - 1);
    private static final Share NONE = Share.percent(0);
    private static final Share LOWEST = new Share(1);
    private static final Share HIGHEST = new Share(Share.WHOLE - 1);
    private static final Share CHANCE_MAX = Share.percent(50);
    private static final Duration NOT_AT_ALL = Duration.ofSeconds(1);

    /** The longest install or probation time is of this order. */
    private static final int SECONDS_MAX = 86_400;

    private static final List<String> ACTIONS = List.of("halt", "pause", "notify");

    /** Which fields belong to which metric. */
    private static final Map<String, List<String>> FIELDS = fields();

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
                    "query",
                    "name");

    private final String metric;
    private final Mapping gate;
    private final Draft draft;

    private GateReader(String metric, Mapping gate, Draft draft) {
        this.metric = metric;
        this.gate = gate;
        this.draft = draft;
    }

    private static Map<String, List<String>> fields() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("evidence", List.of("metric", "action", "p0", "p1", "alpha", "beta"));
        fields.put("failureRate", List.of("metric", "action", "max", "minSample", "confidence"));
        fields.put("successRate", List.of("metric", "action", "min", "minSample"));
        fields.put("rollbackRate", List.of("metric", "action", "max", "minSample", "confidence"));
        fields.put("errorCode", List.of("metric", "action", "code", "max", "minSample"));
        fields.put("reportedShare", List.of("metric", "action", "min", "within"));
        fields.put("p95InstallSeconds", List.of("metric", "action", "max", "minSample"));
        fields.put("prometheus", List.of("metric", "action", "query", "max", "min"));
        fields.put("webhook", List.of("metric", "action", "name"));
        return fields;
    }

    /** The gates in the field {@code gates} of a campaign or wave. */
    static List<Gate> read(Mapping owner, Draft draft) {
        List<Gate> gates = new ArrayList<>();
        for (Mapping gate : owner.mappings("gates", ANY_GATE, GATES_MAX))
            metric(gate)
                    .flatMap(metric -> new GateReader(metric, gate, draft).gate())
                    .ifPresent(gates::add);
        return gates;
    }

    private static Optional<String> metric(Mapping gate) {
        return gate.required("metric", Scalars.choice(List.copyOf(FIELDS.keySet()), List.of()));
    }

    private Optional<Gate> gate() {
        fieldsBelong();
        draft.defaultOf(gate, "action", gate.place() + ".action: halt");
        return switch (metric) {
            case "evidence" -> evidence();
            case "failureRate" ->
                    max().map(max -> new FailureRate(max, minSample(), confidence(), action()));
            case "rollbackRate" ->
                    max().map(max -> new RollbackRate(max, minSample(), confidence(), action()));
            case "successRate" -> min().map(min -> new SuccessRate(min, minSample(), action()));
            case "errorCode" -> errorCode();
            case "reportedShare" -> reportedShare();
            case "p95InstallSeconds" ->
                    gate.required("max", Scalars.number(1, SECONDS_MAX))
                            .map(Duration::ofSeconds)
                            .map(max -> new InstallTime(max, minSample(), action()));
            case "prometheus" -> prometheus();
            case "webhook" -> webhook();
            default -> throw new IllegalStateException("metric " + metric + " has no reader");
        };
    }

    private void fieldsBelong() {
        List<String> fields = requireNonNull(FIELDS.get(metric));
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
    private Optional<Gate> evidence() {
        Share p0 = share("p0", Defaults.GATE.p0(), HIGHEST);
        Share p1 = share("p1", Defaults.GATE.p1(), HIGHEST);
        Share alpha = share("alpha", Defaults.GATE.alpha(), CHANCE_MAX);
        Share beta = share("beta", Defaults.GATE.beta(), CHANCE_MAX);
        if (p0.compareTo(p1) < 0)
            return Optional.of(new Gate.Evidence(p0, p1, alpha, beta, action()));
        gate.complain(
                gate.has("p1") ? "p1" : "p0",
                new Fault(
                        ProblemCode.OUT_OF_RANGE,
                        "p1 must be above p0, got p0 " + p0 + " and p1 " + p1));
        return Optional.empty();
    }

    private Share share(String name, Share otherwise, Share max) {
        draft.defaultOf(gate, name, gate.place() + "." + name + ": " + otherwise);
        return gate.optional(name, Scalars.share(LOWEST, max)).orElse(otherwise);
    }

    private Optional<Gate> errorCode() {
        Optional<Code> code = gate.required("code", GateReader::code);
        Optional<Ceiling> max = gate.required("max", GateReader::ceiling);
        boolean ofShare = max.filter(Ceiling.Part.class::isInstance).isPresent();
        int minSample = ofShare || gate.has("minSample") ? minSample() : 1;
        return code.flatMap(
                known -> max.map(limit -> new ErrorCode(known, limit, minSample, action())));
    }

    private static Code code(String name, ScalarNode node) throws Fault {
        String word = Scalars.text(name, node);
        List<String> all = Arrays.stream(Code.values()).map(Code::word).toList();
        return Code.of(Scalars.choice(all, List.of()).read(name, node))
                .orElseThrow(() -> new IllegalStateException("no code " + word));
    }

    private Optional<Gate> prometheus() {
        Action action = action();
        Optional<Query> query = gate.required("query", Scalars::query);
        Optional<Double> min = gate.optional("min", Scalars::decimal);
        Optional<Double> max = gate.optional("max", Scalars::decimal);
        if (!gate.has("min") && !gate.has("max"))
            gate.complain(
                    "metric",
                    new Fault(
                            ProblemCode.MISSING_FIELD,
                            "metric prometheus needs max, min or both",
                            "add max"));
        if (gate.has("min") != min.isPresent() || gate.has("max") != max.isPresent())
            return Optional.empty();
        if (min.isPresent() && max.isPresent() && min.get() > max.get())
            gate.complain(
                    "min",
                    new Fault(
                            ProblemCode.OUT_OF_RANGE,
                            "min must be at most max, got "
                                    + Limits.text(min.get())
                                    + " and "
                                    + Limits.text(max.get())));
        else if (query.isPresent() && (min.isPresent() || max.isPresent()))
            return Optional.of(
                    new Prometheus(query.get(), new Limits(number(min), number(max)), action));
        return Optional.empty();
    }

    private Optional<Gate> webhook() {
        Action action = action();
        return gate.required("name", Scalars.named(name -> new Webhook(name, action)));
    }

    private static OptionalDouble number(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    /** Digits alone are a number of devices, a percentage is a share. */
    private static Ceiling ceiling(String name, ScalarNode node) throws Fault {
        return Units.count(node.getValue()).isPresent()
                ? new Ceiling.Count(Scalars.number(0, Units.COUNT_MAX).read(name, node))
                : new Ceiling.Part(Scalars.share(NONE, Share.ALL).read(name, node));
    }

    private Optional<Gate> reportedShare() {
        Optional<Duration> within = gate.required("within", Scalars.duration(NOT_AT_ALL));
        return min().flatMap(
                        min -> within.map(time -> new Gate.ReportedShare(min, time, action())));
    }

    private Optional<Share> max() {
        return gate.required("max", Scalars.share(NONE, Share.ALL));
    }

    private Optional<Share> min() {
        return gate.required("min", Scalars.share(NONE, Share.ALL));
    }

    private int minSample() {
        draft.defaultOf(gate, "minSample", gate.place() + ".minSample: " + MIN_SAMPLE_DEFAULT);
        return gate.optional("minSample", Scalars.number(1, Units.COUNT_MAX))
                .orElse(MIN_SAMPLE_DEFAULT);
    }

    private Optional<Share> confidence() {
        return gate.optional("confidence", GateReader::level);
    }

    private Action action() {
        return gate.optional("action", Scalars.choice(ACTIONS, List.of()))
                .map(word -> Action.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Action.HALT);
    }

    private static Share level(String name, ScalarNode node) throws Fault {
        Share level = Scalars.share(NONE, Share.ALL).read(name, node);
        if (level.compareTo(CONFIDENCE_MIN) < 0 || level.compareTo(CONFIDENCE_MAX) > 0)
            throw new Fault(
                    ProblemCode.OUT_OF_RANGE,
                    name + " must be above 50% and below 100%, got " + level);
        return level;
    }
}

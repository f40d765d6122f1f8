package io.github.canarywave.app;

import io.github.canarywave.app.RolloutStatus.Event;
import io.github.canarywave.app.RolloutStatus.Failure;
import io.github.canarywave.app.RolloutStatus.GateStatus;
import io.github.canarywave.app.RolloutStatus.RollbackStatus;
import io.github.canarywave.app.RolloutStatus.WaveStatus;
import io.github.canarywave.domain.campaign.Durations;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.GateNumbers;
import io.github.canarywave.domain.rollout.GateReading;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.Window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes the status of a rollout, the same for page, command and API. */
final class Statuses {
    private static final Set<String> OK = Set.of("Confirmed", "Current");

    /** Ends of attempts that went wrong. */
    static final Set<String> FAILED = States.FAILED;

    private static final Set<String> ENDS = Set.of("done", "aborted");

    private final Rollout rollout;
    private final Tally tally;
    private final Now now;

    private Statuses(Rollout rollout, Tally tally, Now now) {
        this.rollout = rollout;
        this.tally = tally;
        this.now = now;
    }

    static RolloutStatus of(Store.Reads reads, Rollout rollout, Now now) {
        long parked = Views.parked(reads, rollout, now);
        List<Fact> facts = reads.rolloutFacts(rollout.name(), RolloutStatus.EVENTS);
        Instant applied = reads.appliedAt(rollout.name()).orElseThrow();
        return new Statuses(rollout, reads.tally(rollout.name()), now)
                .status(applied, parked, facts);
    }

    private RolloutStatus status(Instant applied, long parked, List<Fact> facts) {
        List<WaveStatus> waves = new ArrayList<>();
        for (int i = 0; i < rollout.campaign().waves().size(); i++) waves.add(wave(i));
        Map<String, Long> states = new TreeMap<>();
        tally.counts().forEach((key, count) -> states.merge(key.state(), count, Long::sum));
        return new RolloutStatus(
                rollout.name().value(),
                rollout.release().name().product().value(),
                rollout.release().name().version().value(),
                rollout.state().word(),
                rollout.reason(),
                byGate(),
                rollout.devices(),
                applied,
                rollout.state().over() ? Optional.of(ended(facts)) : Optional.empty(),
                states,
                tally.inFlight(),
                Window.size(rollout),
                parked,
                rollback(),
                waves,
                failures(),
                facts.stream().map(f -> new Event(f.at(), f.what(), f.why())).toList());
    }

    /** Going back from its release may have been noted since. */
    private static Instant ended(List<Fact> facts) {
        return facts.stream()
                .filter(fact -> ENDS.contains(fact.what()))
                .findFirst()
                .orElse(facts.getFirst())
                .at();
    }

    private Optional<RollbackStatus> rollback() {
        return switch (rollout.rollback()) {
            case Rollback.Begun(var by) ->
                    Optional.of(
                            new RollbackStatus(
                                    Optional.of(by.value()),
                                    "campaign " + by + " brings its devices back"));
            case Rollback.Refused(var why) ->
                    Optional.of(
                            new RollbackStatus(
                                    Optional.empty(), "does not begin by itself: " + why));
            case Rollback.None _ ->
                    rollout.mustGoBack()
                            ? Optional.of(new RollbackStatus(Optional.empty(), waits()))
                            : Optional.empty();
        };
    }

    private String waits() {
        return "begins by itself once nobody is between command and outcome; devices that are: "
                + tally.inFlight();
    }

    private boolean byGate() {
        return switch (rollout.state()) {
            case RolloutState.Halted(_, var byGate) -> byGate;
            case RolloutState.Paused(_, var gate) -> Deciding.waveOfGate(gate).isPresent();
            default -> false;
        };
    }

    private WaveStatus wave(int index) {
        Wave wave = rollout.wave(index);
        String state = stateOf(index);
        return new WaveStatus(
                wave.name(),
                wave.upTo().toString(),
                rollout.joined() == 0
                        ? rollout.span(index).devices()
                        : Math.toIntExact(tally.devices(index)),
                state,
                sum(index, OK),
                sum(index, FAILED),
                tally.inFlight(index),
                info(wave, state),
                gates(index));
    }

    private String stateOf(int index) {
        if (index > rollout.openWave()) return "waiting";
        boolean last = index == rollout.openWave();
        return switch (rollout.state()) {
            case RolloutState.Halted _ -> last ? "halted" : "passed";
            case RolloutState.Aborted _ -> last ? "halted" : "passed";
            case RolloutState.Done _ -> "passed";
            default -> !last ? "passed" : rollout.settledAt().isPresent() ? "soaking" : "running";
        };
    }

    private static String info(Wave wave, String state) {
        return switch (state) {
            case "passed" ->
                    wave.soak().isZero() ? "" : "soak " + Durations.text(wave.soak()) + " done";
            case "soaking" -> "soak " + Durations.text(wave.soak());
            case "waiting" -> wave.approval().map(Object::toString).orElse("");
            default -> "";
        };
    }

    private List<GateStatus> gates(int index) {
        if (index > rollout.openWave())
            return rollout.wave(index).gates().stream()
                    .map(gate -> new GateStatus(name(gate), "waiting", gate.toString()))
                    .toList();
        List<GateReading> readings =
                Deciding.gates(rollout, tally, now.answers(rollout.name()), index, now.time());
        List<GateNumbers> numbers =
                Deciding.numbers(rollout, tally, now.answers(rollout.name()), index, now.time());
        List<GateStatus> gates = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++)
            gates.add(
                    new GateStatus(
                            name(rollout.wave(index).gates().get(i)),
                            word(readings.get(i)),
                            text(index, rollout.wave(index).gates().get(i), readings.get(i)),
                            numbers.get(i)));
        if (index == rollout.openWave())
            rollout.rulings()
                    .heldStrata()
                    .forEach((_, why) -> gates.add(new GateStatus("evidence", "breached", why)));
        return gates;
    }

    /** What was heard is forgotten at a stop: to say that nobody was asked yet would be wrong. */
    private String text(int wave, Gate gate, GateReading reading) {
        boolean forgotten =
                !rollout.running()
                        && gate instanceof Gate.Outside outside
                        && now.answers(rollout.name()).of(wave, outside).heard().isEmpty();
        return forgotten ? name(gate) + ": asked only while the campaign runs" : reading.text();
    }

    private static String name(Gate gate) {
        return switch (gate) {
            case Gate.Evidence _ -> "evidence";
            case Gate.FailureRate _ -> "failureRate";
            case Gate.RollbackRate _ -> "rollbackRate";
            case Gate.SuccessRate _ -> "successRate";
            case Gate.ErrorCode _ -> "errorCode";
            case Gate.ReportedShare _ -> "reportedShare";
            case Gate.InstallTime _ -> "p95InstallSeconds";
            case Gate.Outside outside -> outside.label();
        };
    }

    private static String word(GateReading reading) {
        return switch (reading) {
            case GateReading.Passing _ -> "passing";
            case GateReading.Waiting _ -> "waiting";
            case GateReading.Inconclusive _ -> "inconclusive";
            case GateReading.Breached _ -> "breached";
        };
    }

    private List<Failure> failures() {
        Map<String, Long> byCode = new HashMap<>();
        tally.counts()
                .forEach(
                        (key, count) -> {
                            if (FAILED.contains(key.state()))
                                byCode.merge(failureCode(key), count, Long::sum);
                        });
        return byCode.entrySet().stream()
                .map(e -> failure(e.getKey(), e.getValue()))
                .sorted(
                        Comparator.comparingLong(Failure::devices)
                                .reversed()
                                .thenComparing(Failure::code))
                .toList();
    }

    private static String failureCode(Tally.Key key) {
        return switch (key.state()) {
            case "Lost" -> "lost";
            case "Expired" -> "out-of-time";
            default -> key.code();
        };
    }

    private static Failure failure(String code, long devices) {
        Optional<Code> known = Code.of(code);
        return new Failure(
                code,
                known.map(c -> c.cause().word())
                        .orElse(code.equals("lost") ? "silence" : "network"),
                known.map(Code::counted).orElse(code.equals("lost")),
                devices);
    }

    private long sum(int wave, Set<String> states) {
        return states.stream().mapToLong(state -> tally.in(wave, state)).sum();
    }
}

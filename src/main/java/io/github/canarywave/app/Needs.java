package io.github.canarywave.app;

import io.github.canarywave.app.Overview.Kind;
import io.github.canarywave.app.Overview.Need;
import io.github.canarywave.app.RolloutStatus.GateStatus;
import io.github.canarywave.app.RolloutStatus.WaveStatus;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a person should look at one rollout. Confined to one transaction. */
final class Needs {
    /** From this part of what a gate allows on, people should know before it fails. */
    static final double NEAR = 0.8;

    /** With devices between command and outcome, a rollout that does not move for so long. */
    static final Duration STUCK = Duration.ofHours(1);

    private final Store.Reads reads;
    private final Rollout rollout;
    private final RolloutStatus status;
    private final Speed speed;
    private final Now now;
    private final Instant wall;

    Needs(
            Store.Reads reads,
            Rollout rollout,
            RolloutStatus status,
            Speed speed,
            Now now,
            Instant wall) {
        this.reads = reads;
        this.rollout = rollout;
        this.status = status;
        this.speed = speed;
        this.now = now;
        this.wall = wall;
    }

    List<Need> all() {
        return switch (rollout.state()) {
            case RolloutState.Halted _ -> List.of(need(Kind.HALTED, status.reason(), "halted"));
            case RolloutState.Paused(_, var gate) when !gate.isEmpty() ->
                    List.of(need(Kind.PAUSED, status.reason(), "paused"));
            case RolloutState.Running _ -> running();
            default -> List.of();
        };
    }

    private Need need(Kind kind, String text, String fact) {
        Optional<Instant> since = reads.live().last(rollout.name(), fact).map(Fact::at);
        return Need.of(kind, status.name(), text, since);
    }

    private List<Need> running() {
        List<Need> needs = new ArrayList<>();
        rollout.asked()
                .ifPresent(
                        asked ->
                                needs.add(
                                        Need.of(
                                                Kind.APPROVAL,
                                                status.name(),
                                                status.reason(),
                                                Optional.of(asked.wall()))));
        if (!undecided().isEmpty())
            needs.add(Need.of(Kind.INCONCLUSIVE, status.name(), status.reason(), Optional.empty()));
        stuck().ifPresent(needs::add);
        near().ifPresent(needs::add);
        return needs;
    }

    private List<String> undecided() {
        return Deciding.undecided(
                rollout, reads.tally(rollout.name()), now.answers(rollout.name()), now.time());
    }

    /** Each attempt has a deadline; so only devices that come and go can keep it up for long. */
    private Optional<Need> stuck() {
        if (status.inFlight() == 0) return Optional.empty();
        return speed.moved()
                .filter(moved -> moved.plus(STUCK).isBefore(wall))
                .map(
                        moved ->
                                Need.of(
                                        Kind.STUCK,
                                        status.name(),
                                        "nothing has moved for "
                                                + Duration.between(moved, wall).toMinutes()
                                                + " min: "
                                                + status.inFlight()
                                                + " devices are between command and outcome, "
                                                + status.parked()
                                                + " of them silent",
                                        Optional.of(moved)));
    }

    /** The gate of an open wave that is nearest to its limit. */
    private Optional<Need> near() {
        GateStatus nearest = null;
        String where = "";
        double most = NEAR;
        for (WaveStatus wave : status.waves())
            for (GateStatus gate : wave.gates()) {
                double used = used(gate);
                if (used < most) continue;
                most = used;
                nearest = gate;
                where = wave.name();
            }
        if (nearest == null) return Optional.empty();
        String text = "wave " + where + ": " + nearest.text();
        return Optional.of(Need.of(Kind.GATE_NEAR, status.name(), text, Optional.empty()));
    }

    private static double used(GateStatus gate) {
        boolean open = !gate.status().equals("breached") && gate.numbers().speaks();
        return open ? gate.numbers().used().orElse(0) : 0;
    }
}

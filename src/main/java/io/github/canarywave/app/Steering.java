package io.github.canarywave.app;

import io.github.canarywave.app.Operations.HaltReport;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.RetryRule;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.States;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Stops rollouts and lets them go on. */
final class Steering {
    private final Store store;
    private final TurnLoop loop;
    private final Turns turns;

    Steering(Store store, TurnLoop loop, Turns turns) {
        this.store = store;
        this.loop = loop;
        this.turns = turns;
    }

    Outcome<HaltReport> halt(CampaignName name, String who, String why) {
        return stop(name, control -> control.withdrawal().halt(name, said(who, why), false));
    }

    Outcome<HaltReport> abort(CampaignName name, String who, String why) {
        return stop(name, control -> control.withdrawal().abort(name, said(who, why)));
    }

    private Outcome<HaltReport> stop(CampaignName name, Function<Control, Integer> stopping) {
        // From here on nothing is handed over, even while the transaction waits for its turn.
        turns.shut(name);
        try {
            return loop.control(control -> stopNow(control, name, stopping));
        } catch (RuntimeException e) {
            reopen(name);
            throw e;
        }
    }

    private Outcome<HaltReport> stopNow(
            Control control, CampaignName name, Function<Control, Integer> stopping) {
        Optional<Rollout> known = control.tx().rollout(name);
        if (known.isEmpty()) return new NotFound<>("no campaign " + name);
        if (known.get().state().over())
            return new Conflict<>(name + " has ended: " + known.get().reason());
        int withdrawn = stopping.apply(control);
        List<DeviceId> mayInstall =
                control
                        .tx()
                        .attemptsIn(name, Set.copyOf(States.APPLYING), Integer.MAX_VALUE)
                        .stream()
                        .map(Attempt::device)
                        .toList();
        long untouched = control.tx().tally(name).in("Queued");
        RolloutStatus status =
                Statuses.of(control.tx(), control.book().rollout(name), control.now());
        return new Done<>(new HaltReport(status, withdrawn, mayInstall, untouched));
    }

    /** A halt that could not be stored leaves things as they were. */
    private void reopen(CampaignName name) {
        boolean running =
                store.read(reads -> reads.rollout(name))
                        .filter(r -> r.running() || r.state() instanceof RolloutState.Paused)
                        .isPresent();
        if (running) turns.open(name);
    }

    Outcome<RolloutStatus> pause(CampaignName name, String who, String why) {
        return change(
                name,
                (control, rollout) -> {
                    if (!rollout.running())
                        return conflict(rollout, "only a running campaign can be paused");
                    String reason = said(who, why);
                    control.book().put(rollout.in(new RolloutState.Paused(reason, ""), reason));
                    control.book().fact(name, "paused", reason);
                    return Optional.empty();
                });
    }

    Outcome<RolloutStatus> resume(CampaignName name, String who, String why) {
        if (why.isBlank())
            return new Conflict<>(
                    "resume needs a reason: canarywave resume " + name + " --reason …");
        return change(name, (control, rollout) -> resume(control, rollout, said(who, why)));
    }

    private Optional<String> resume(Control control, Rollout rollout, String reason) {
        switch (rollout.state()) {
            case RolloutState.Paused(_, var gate) -> {
                Rollout going = rollout.in(new RolloutState.Running(), reason);
                control.book().put(gate.isEmpty() ? going : going.overruling(gate));
            }
            case RolloutState.Halted(var why, var byGate) when byGate -> {
                return conflict(
                        rollout,
                        "a gate halted it ("
                                + why
                                + "); going on against the evidence is not supported yet, plan a fixed version");
            }
            case RolloutState.Halted _ -> {
                control.withdrawal().takeBack(rollout.name(), Integer.MAX_VALUE);
                control.book().put(rollout.in(goingOn(rollout), reason));
                requeue(control, rollout.name());
                control.effects().opened.add(rollout.name());
            }
            default -> {
                return conflict(rollout, "only a paused or halted campaign can be resumed");
            }
        }
        control.book().fact(rollout.name(), "resumed", reason);
        return Optional.empty();
    }

    /** What was halted before its cohort was frozen is frozen first. */
    private static RolloutState goingOn(Rollout rollout) {
        return rollout.cohort() == 0 ? new RolloutState.Preparing() : new RolloutState.Running();
    }

    private static void requeue(Control control, CampaignName name) {
        for (Attempt withdrawn :
                control.tx().attemptsIn(name, Set.of("Withdrawn"), Integer.MAX_VALUE))
            control.tx()
                    .replace(
                            withdrawn,
                            withdrawn,
                            Optional.of(RetryRule.again(withdrawn, control.now().hearing())));
    }

    private interface Change {
        /** Why it cannot be done, or nothing when it was done. */
        Optional<String> apply(Control control, Rollout rollout);
    }

    private Outcome<RolloutStatus> change(CampaignName name, Change change) {
        return loop.control(
                control -> {
                    Optional<Rollout> known = control.tx().rollout(name);
                    if (known.isEmpty()) return new NotFound<>("no campaign " + name);
                    Optional<String> why = change.apply(control, control.book().rollout(name));
                    if (why.isPresent()) return new Conflict<>(why.get());
                    Rollout changed = control.book().rollout(name);
                    return new Done<>(Statuses.of(control.tx(), changed, control.now()));
                });
    }

    private static Optional<String> conflict(Rollout rollout, String rule) {
        return Optional.of(
                "campaign " + rollout.name() + " is " + rollout.state().word() + ": " + rule);
    }

    private static String said(String who, String why) {
        return why.isBlank() ? "by " + who : "by " + who + ": " + why;
    }
}

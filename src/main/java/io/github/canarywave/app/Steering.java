package io.github.canarywave.app;

import io.github.canarywave.app.HeldStops.Stop;
import io.github.canarywave.app.Operations.HaltReport;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.Forbidden;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Approvals;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.RetryRule;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.States;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stops rollouts and lets them go on. */
final class Steering {
    /** The subject of what a person says against the evidence. */
    private static final String EVIDENCE = "evidence";

    /** Who may say it. */
    private static final Approval ANOTHER =
            new Approval(Set.of(Role.OPERATOR, Role.APPROVER), Approval.DEFAULT_TIMEOUT);

    private final Store store;
    private final TurnLoop loop;
    private final Turns turns;

    Steering(Store store, TurnLoop loop, Turns turns) {
        this.store = store;
        this.loop = loop;
        this.turns = turns;
    }

    Outcome<HaltReport> halt(CampaignName name, String who, String why) {
        return stop(name, new Stop(false, who, why));
    }

    Outcome<HaltReport> abort(CampaignName name, String who, String why) {
        return stop(name, new Stop(true, who, why));
    }

    private Outcome<HaltReport> stop(CampaignName name, Stop stop) {
        // From here on nothing is handed over, even while the transaction waits for its turn.
        turns.shut(name);
        try {
            Outcome<HaltReport> outcome =
                    loop.stop(
                            control -> stopNow(control, name, stop),
                            () -> turns.held().hold(name, stop));
            if (!(outcome instanceof Done<HaltReport>)) reopen(name);
            return outcome;
        } catch (StoreUnavailable e) {
            return inForce(name, e);
        } catch (RuntimeException e) {
            reopen(name);
            throw e;
        }
    }

    private static Outcome<HaltReport> stopNow(Control control, CampaignName name, Stop stop) {
        Optional<Outcome<HaltReport>> why = notToStop(name, control.tx().rollout(name));
        if (why.isPresent()) return why.get();
        int withdrawn = stop.apply(control, name);
        RolloutStatus status =
                Statuses.of(control.tx(), control.book().rollout(name), control.now());
        return new Done<>(report(control.tx(), name, status, withdrawn, Optional.empty()));
    }

    private static Optional<Outcome<HaltReport>> notToStop(
            CampaignName name, Optional<Rollout> known) {
        if (known.isEmpty()) return Optional.of(new NotFound<>("no campaign " + name));
        if (known.get().state().over())
            return Optional.of(new Conflict<>(name + " has ended: " + known.get().reason()));
        return Optional.empty();
    }

    private static HaltReport report(
            Store.Reads reads,
            CampaignName name,
            RolloutStatus status,
            int withdrawn,
            Optional<String> notStored) {
        List<DeviceId> mayInstall =
                reads.attemptsIn(name, Set.copyOf(States.APPLYING), Integer.MAX_VALUE).stream()
                        .map(Attempt::device)
                        .toList();
        long untouched = reads.tally(name).in("Queued");
        return new HaltReport(status, withdrawn, mayInstall, untouched, notStored);
    }

    /**
     * The store could not keep the halt: it holds from here on all the same, and is stored as soon
     * as that goes. Only the report is made here.
     */
    private Outcome<HaltReport> inForce(CampaignName name, StoreUnavailable cause) {
        String why =
                "in force in this process, not stored yet: "
                        + cause.getMessage()
                        + ". It is stored as soon as that goes; a restart before then would forget"
                        + " it, so halt again after one";
        try {
            return store.read(reads -> inForce(reads, name, why));
        } catch (StoreUnavailable e) {
            throw new StoreUnavailable("the halt of " + name + " is " + why, e);
        }
    }

    private Outcome<HaltReport> inForce(Store.Reads reads, CampaignName name, String why) {
        Optional<Rollout> known = reads.rollout(name);
        Optional<Outcome<HaltReport>> not = notToStop(name, known);
        if (not.isPresent()) {
            turns.held().forget(name);
            turns.open(name);
            return not.get();
        }
        List<Attempt> starting =
                reads.attemptsIn(name, Set.copyOf(States.STARTING), Integer.MAX_VALUE);
        starting.forEach(attempt -> turns.cut(attempt.key()));
        RolloutStatus status = Statuses.of(reads, loop.shown(known.orElseThrow()), loop.now());
        return new Done<>(report(reads, name, status, starting.size(), Optional.of(why)));
    }

    /** What was shut for a halt that is none goes on as the store has it. */
    private void reopen(CampaignName name) {
        if (turns.held().all().containsKey(name)) return;
        boolean going =
                store.read(reads -> reads.rollout(name))
                        .filter(rollout -> rollout.state().stopped())
                        .isEmpty();
        if (going) turns.open(name);
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
                    control.audit(who, "paused", name, why);
                    return Optional.empty();
                });
    }

    Outcome<RolloutStatus> resume(CampaignName name, String who, String why) {
        if (why.isBlank())
            return new Conflict<>(
                    "resume needs a reason: canarywave resume " + name + " --reason …");
        return change(
                name,
                (control, rollout) -> {
                    Optional<String> not = resume(control, rollout, said(who, why));
                    if (not.isEmpty()) control.audit(who, "resumed", name, why);
                    return not;
                });
    }

    /** Goes on against what a gate said, for another person than who wrote the campaign. */
    Outcome<RolloutStatus> resumeAcceptingEvidence(CampaignName name, Person by, String why) {
        if (why.isBlank())
            return new Conflict<>(
                    "resume needs a reason: canarywave resume "
                            + name
                            + " --accept-evidence --reason …");
        return loop.control(control -> accept(control, name, by, why));
    }

    private static Outcome<RolloutStatus> accept(
            Control control, CampaignName name, Person by, String why) {
        if (control.tx().rollout(name).isEmpty()) return new NotFound<>("no campaign " + name);
        Rollout rollout = control.book().rollout(name);
        if (!(rollout.state() instanceof RolloutState.Halted(_, var byGate)) || !byGate)
            return new Conflict<>(
                    conflict(rollout, "there is only evidence to accept when a gate halted it")
                            .orElseThrow());
        Optional<String> revoked = ReleaseRules.revoked(control.tx(), rollout);
        if (revoked.isPresent()) return new Conflict<>(conflict(rollout, revoked.get()).get());
        String wave = rollout.wave(Math.max(0, rollout.openWave())).name();
        Optional<String> objection =
                control.tx()
                        .people()
                        .approve(
                                new ApprovalWish(
                                        name,
                                        wave,
                                        EVIDENCE,
                                        ANOTHER,
                                        by,
                                        control.now().wall(),
                                        why));
        if (objection.isPresent()) return new Forbidden<>(objection.get());
        String reason = said(by.name(), why);
        goOn(control, rollout.acceptingEvidence(), reason);
        control.book().fact(name, "evidence-accepted", reason);
        control.audit(by.name(), "evidence-accepted", name, why);
        return new Done<>(Statuses.of(control.tx(), control.book().rollout(name), control.now()));
    }

    private static void goOn(Control control, Rollout rollout, String reason) {
        control.withdrawal().takeBack(rollout.name(), Integer.MAX_VALUE);
        control.book().put(rollout.in(goingOn(rollout), reason));
        requeue(control, rollout.name());
        control.effects().opened.add(rollout.name());
    }

    private Optional<String> resume(Control control, Rollout rollout, String reason) {
        Optional<String> revoked = ReleaseRules.revoked(control.tx(), rollout);
        if (revoked.isPresent()) return conflict(rollout, revoked.get());
        switch (rollout.state()) {
            case RolloutState.Paused(_, var gate) -> {
                Rollout going = rollout.in(new RolloutState.Running(), reason);
                control.book().put(overruling(going, gate));
            }
            case RolloutState.Halted(var why, var byGate) when byGate -> {
                return conflict(
                        rollout,
                        "a gate halted it ("
                                + why
                                + "); another person may accept the evidence: canarywave resume "
                                + rollout.name()
                                + " --accept-evidence --reason …");
            }
            case RolloutState.Halted _ -> {
                goOn(control, rollout, reason);
            }
            default -> {
                return conflict(rollout, "only a paused or halted campaign can be resumed");
            }
        }
        control.book().fact(rollout.name(), "resumed", reason);
        return Optional.empty();
    }

    /** Nobody can resume past an approval: the wait for it begins anew. */
    private static Rollout overruling(Rollout going, String gate) {
        if (gate.equals(Approvals.PAUSE)) return going.unasked();
        return gate.isEmpty() ? going : going.overruling(gate);
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

    static String said(String who, String why) {
        return why.isBlank() ? "by " + who : "by " + who + ": " + why;
    }
}

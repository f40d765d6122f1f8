package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.Forbidden;
import io.github.canarywave.app.Operations.Outcome.Invalid;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.Approvals;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes what persons agree to: that a wave opens, or that a gate does not keep it shut. */
final class Approver {
    private final TurnLoop loop;

    Approver(TurnLoop loop) {
        this.loop = loop;
    }

    /**
     * What is to be agreed to.
     *
     * @param effect what becomes of the rollout
     */
    private record Subject(int wave, String name, Approval rule, Effect effect) {}

    private interface Effect {
        Rollout on(Rollout rollout);
    }

    Outcome<RolloutStatus> approve(
            CampaignName name, Optional<String> wave, Person by, String why) {
        if (why.isBlank())
            return new Invalid<>(
                    List.of("approve needs a reason: canarywave approve " + name + " --reason …"));
        return loop.control(control -> approve(control, name, wave, by, why));
    }

    private static Outcome<RolloutStatus> approve(
            Control control, CampaignName name, Optional<String> wave, Person by, String why) {
        if (control.tx().rollout(name).isEmpty()) return new NotFound<>("no campaign " + name);
        Rollout rollout = control.book().rollout(name);
        if (rollout.state().over()) return new Conflict<>(name + " has ended: " + rollout.reason());
        if (wave.isEmpty()) return which(rollout, waiting(control, rollout));
        int index = index(rollout, wave.get());
        if (index < 0)
            return new NotFound<>(name + " has no wave " + wave.get() + ", but " + waves(rollout));
        List<Subject> subjects = ofWave(control, rollout, index);
        if (subjects.isEmpty()) return nothing(control, rollout, wave.get(), by);
        for (Subject subject : subjects) {
            Optional<String> objection = approve(control, rollout.name(), subject, by, why);
            if (objection.isPresent()) return new Forbidden<>(objection.get());
        }
        return new Done<>(Statuses.of(control.tx(), control.book().rollout(name), control.now()));
    }

    private static Optional<String> approve(
            Control control, CampaignName name, Subject subject, Person by, String why) {
        Optional<String> objection =
                control.tx()
                        .people()
                        .approve(
                                new ApprovalWish(
                                        name,
                                        rollout(control, name).wave(subject.wave()).name(),
                                        subject.name(),
                                        subject.rule(),
                                        by,
                                        control.now().wall(),
                                        why));
        if (objection.isPresent()) return objection;
        Rollout rollout = rollout(control, name);
        control.book().put(subject.effect().on(rollout));
        String what = "wave " + rollout.wave(subject.wave()).name() + ", " + subject.name();
        control.book().fact(name, "approved", what + ": " + Steering.said(by.name(), why));
        control.audit(by.name(), "approved", name, what + ": " + why);
        return Optional.empty();
    }

    /** Sent again late, a word without a wave would agree to what nobody has looked at yet. */
    private static Outcome<RolloutStatus> which(Rollout rollout, List<Subject> waiting) {
        String name = rollout.name().value();
        if (waiting.isEmpty())
            return new Conflict<>(
                    "nothing of "
                            + name
                            + " waits for an approval now; --wave W approves one ahead of time");
        String wave = rollout.wave(waiting.getFirst().wave()).name();
        return new Invalid<>(
                List.of(
                        "approve needs the wave that you have looked at; it waits for "
                                + wave
                                + ": canarywave approve "
                                + name
                                + " --wave "
                                + wave));
    }

    /** A second time is no fault, as long as the first one counted. */
    private static Outcome<RolloutStatus> nothing(
            Control control, Rollout rollout, String wave, Person by) {
        boolean given =
                control.tx().people().approvals(rollout.name()).given().stream()
                        .anyMatch(g -> g.wave().equals(wave) && g.person().equals(by.name()));
        if (given) return new Done<>(Statuses.of(control.tx(), rollout, control.now()));
        return new Conflict<>("nothing of wave " + wave + " needs an approval");
    }

    private static Rollout rollout(Control control, CampaignName name) {
        return control.book().rollout(name);
    }

    /** What it waits for now. */
    private static List<Subject> waiting(Control control, Rollout rollout) {
        List<Subject> subjects = new ArrayList<>(gates(control, rollout));
        Optional<Integer> next = rollout.nextWave().filter(_ -> rollout.asked().isPresent());
        next.ifPresent(
                wave ->
                        control.tx()
                                .people()
                                .approvals(rollout.name())
                                .missing(rollout, rollout.openWave(), wave)
                                .forEach(
                                        missing ->
                                                opening(rollout, missing)
                                                        .ifPresent(subjects::add)));
        return subjects;
    }

    private static List<Subject> ofWave(Control control, Rollout rollout, int wave) {
        if (wave > rollout.openWave()) return opening(rollout, wave).stream().toList();
        return gates(control, rollout).stream().filter(s -> s.wave() == wave).toList();
    }

    private static Optional<Subject> opening(Rollout rollout, int wave) {
        return rollout.wave(wave)
                .approval()
                .map(rule -> new Subject(wave, Approvals.OPENING, rule, same -> same));
    }

    /** Gates that keep the next wave shut, or have paused it, without asking for a halt. */
    private static List<Subject> gates(Control control, Rollout rollout) {
        Approval rule =
                rollout.nextWave()
                        .flatMap(next -> rollout.wave(next).approval())
                        .orElse(Approval.DEFAULT);
        if (rollout.state() instanceof RolloutState.Paused(_, var gate)
                && Deciding.waveOfGate(gate).isPresent())
            return List.of(
                    new Subject(
                            Deciding.waveOfGate(gate).getAsInt(),
                            gate,
                            rule,
                            r -> r.in(new RolloutState.Running(), "approved").overruling(gate)));
        if (!rollout.running()) return List.of();
        return Deciding.undecided(
                        rollout,
                        control.tx().tally(rollout.name()),
                        control.now().answers(rollout.name()),
                        control.now().time())
                .stream()
                .map(gate -> new Subject(rollout.openWave(), gate, rule, r -> r.overruling(gate)))
                .toList();
    }

    private static int index(Rollout rollout, String name) {
        List<Wave> waves = rollout.campaign().waves();
        for (int i = 0; i < waves.size(); i++) if (waves.get(i).name().equals(name)) return i;
        return -1;
    }

    private static String waves(Rollout rollout) {
        return rollout.campaign().waves().stream()
                .map(Wave::name)
                .collect(Collectors.joining(", "));
    }
}

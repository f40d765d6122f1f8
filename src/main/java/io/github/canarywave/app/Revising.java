package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Revision;
import io.github.canarywave.domain.campaign.Revision.Change;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.WaveSpan;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Takes over edits of the file of a campaign that goes on: slower, stricter, narrower. */
final class Revising {
    /** Devices that are put into other waves in one transaction: a halt waits for it. */
    private static final long MOVED_MAX = 200_000;

    private final TurnLoop loop;

    Revising(TurnLoop loop) {
        this.loop = loop;
    }

    /** What differs from the campaign as it runs. */
    static List<Change> changes(Rollout rollout, Campaign next) {
        return Revision.between(
                rollout.campaign(),
                next,
                new Revision.Standing(rollout.openWave(), rollout.cohort()));
    }

    Outcome<RolloutStatus> revise(Campaign next, String text, String who) {
        return loop.control(control -> revise(control, next, text, who));
    }

    private static Outcome<RolloutStatus> revise(
            Control control, Campaign next, String text, String who) {
        CampaignName name = next.name();
        Rollout rollout = control.book().rollout(name);
        if (rollout.state().over())
            return new Conflict<>(
                    "campaign "
                            + name
                            + " has ended ("
                            + rollout.reason()
                            + "); a name is used once, use another one");
        List<Change> changes = changes(rollout, next);
        List<String> refused =
                changes.stream()
                        .filter(Change.NeedsNewCampaign.class::isInstance)
                        .map(Revising::line)
                        .toList();
        if (!refused.isEmpty())
            return new Conflict<>(
                    "campaign "
                            + name
                            + " exists and goes on; these edits need a new campaign, with another"
                            + " name:\n  "
                            + String.join("\n  ", refused));
        boolean waves = !rollout.campaign().waves().equals(next.waves());
        long unopened = waves ? unopened(control, rollout) : 0;
        if (unopened > MOVED_MAX)
            return new Conflict<>(
                    unopened
                            + " devices would change their waves, at most "
                            + MOVED_MAX
                            + " do while a campaign goes on; pause it instead");
        if (!changes.isEmpty()) take(control, rollout, next, text, who, changes);
        if (unopened > 0) move(control, control.book().rollout(name));
        return new Done<>(Statuses.of(control.tx(), control.book().rollout(name), control.now()));
    }

    private static void take(
            Control control,
            Rollout rollout,
            Campaign next,
            String text,
            String who,
            List<Change> changes) {
        CampaignName name = rollout.name();
        control.tx().people().revise(name, text, who, control.now().wall());
        control.book().put(rollout.draft().campaign(next).build());
        int number = control.tx().people().revisions(name).getLast().number();
        String what =
                "revision "
                        + number
                        + ": "
                        + changes.stream().map(Revising::line).collect(Collectors.joining("; "));
        control.book().fact(name, "revised", "by " + who + ", " + what);
        control.audit(who, "revised", name, what);
    }

    private static String line(Change change) {
        String edit = change.field() + " " + change.from() + " -> " + change.to();
        return change instanceof Change.NeedsNewCampaign(_, _, _, var why)
                ? edit + ": " + why
                : edit;
    }

    private static long unopened(Control control, Rollout rollout) {
        int last = rollout.campaign().waves().size() - 1;
        OptionalInt from = control.tx().unopened(rollout.name(), last);
        return from.isPresent() ? rollout.cohort() - from.getAsInt() : 0;
    }

    private static void move(Control control, Rollout rollout) {
        for (int i = rollout.openWave() + 1; i < rollout.campaign().waves().size(); i++) {
            WaveSpan span = rollout.span(i);
            if (span.devices() > 0)
                control.tx().moveToWave(rollout.name(), span.from(), span.to(), i);
        }
    }
}

package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.image.Sha256;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an edit of the file of a campaign that runs means for it: slower, stricter and narrower is a
 * revision, anything else needs a new campaign. Confined to one thread.
 */
public final class Revision {
    private final Campaign old;
    private final Campaign next;
    private final Standing standing;
    private final List<Change> changes = new ArrayList<>();

    private Revision(Campaign old, Campaign next, Standing standing) {
        this.old = old;
        this.next = next;
        this.standing = standing;
    }

    /**
     * How far the rollout of the old campaign is.
     *
     * @param openWave index of the wave opened last, -1 before the first
     * @param cohort devices in its frozen cohort, 0 while it is not frozen
     */
    public record Standing(int openWave, int cohort) {}

    /** One field that was edited. */
    public sealed interface Change {
        /** Where it stands in the file, as {@code waves.half.soak}. */
        String field();

        String from();

        String to();

        /** It can be taken over. */
        record Stricter(String field, String from, String to) implements Change {}

        /** It cannot, and this is why. */
        record NeedsNewCampaign(String field, String from, String to, String why)
                implements Change {}
    }

    /** Every field that differs, in the order of the file; empty when nothing does. */
    public static List<Change> between(Campaign old, Campaign next, Standing standing) {
        Revision revision = new Revision(old, next, standing);
        revision.compare();
        return List.copyOf(revision.changes);
    }

    private void compare() {
        plain("labels", old.labels(), next.labels());
        plain("description", old.description(), next.description());
        fixed("release", old.release(), next.release(), "the release of a campaign never changes");
        fixed(
                "release.digest",
                old.digest().map(Sha256::prefixed),
                next.digest().map(Sha256::prefixed),
                "the artifact that a campaign pins never changes");
        fixed("cohort", old.cohort(), next.cohort(), "the cohort of a campaign never changes");
        fixed("order.seed", old.seed(), next.seed(), "the order of a cohort never changes");
        waves();
        pace();
        WindowRevision.between(old.window(), next.window()).forEach(this::window);
        device();
        plain("onHalt", old.onHalt(), next.onHalt());
        fixed("exclusive", old.exclusive(), next.exclusive(), "others wait for it by this name");
    }

    // Words of no effect, and what never changes.

    private void plain(String field, Object from, Object to) {
        if (!from.equals(to)) stricter(field, from, to);
    }

    private void fixed(String field, Object from, Object to, String why) {
        if (!from.equals(to)) refuse(field, from, to, why);
    }

    private void stricter(String field, Object from, Object to) {
        changes.add(new Change.Stricter(field, text(from), text(to)));
    }

    private void refuse(String field, Object from, Object to, String why) {
        changes.add(new Change.NeedsNewCampaign(field, text(from), text(to), why));
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) return Durations.text(duration);
        if (value instanceof Optional<?> optional)
            return optional.map(Revision::text).orElse("none");
        if (value instanceof OnHalt onHalt) return onHalt.name().toLowerCase(Locale.ROOT);
        if (value instanceof Cohort || value instanceof Pace) return "as in the file";
        return value.toString().isEmpty() ? "none" : value.toString();
    }

    private <T extends Comparable<T>> void atLeast(String field, T from, T to, String why) {
        if (to.compareTo(from) > 0) stricter(field, from, to);
        else if (to.compareTo(from) < 0) refuse(field, from, to, why);
    }

    // Waves.

    private void waves() {
        int place = 0;
        for (int i = 0; i < next.waves().size(); i++) {
            int same = place(next.waves().get(i).name());
            if (same < place) added(i, place);
            else {
                leftOut(place, same);
                wave(same, i);
                place = same + 1;
            }
        }
        leftOut(place, old.waves().size());
    }

    /** Of a wave in the old campaign, -1 of one that is new. */
    private int place(String name) {
        for (int i = 0; i < old.waves().size(); i++)
            if (old.waves().get(i).name().equals(name)) return i;
        return -1;
    }

    private void leftOut(int from, int to) {
        for (Wave wave : old.waves().subList(from, to))
            refuse("waves." + wave.name(), wave.upTo(), "none", "a wave cannot be left out");
    }

    private void added(int index, int before) {
        Wave wave = next.waves().get(index);
        String field = "waves." + wave.name();
        if (place(wave.name()) >= 0)
            refuse(field, wave.upTo(), wave.upTo(), "waves cannot change their places");
        else if (before <= standing.openWave())
            refuse(field, "none", wave.upTo(), "a wave behind it is open already");
        else if (!adds(index) && standing.cohort() > 0)
            refuse(field, "none", wave.upTo(), "it adds no device to those that are open");
        else if (opensEarlier(wave, before))
            refuse(field, "none", wave.upTo(), "it opens devices that wait for an approval");
        else stricter(field, "none", wave.upTo());
    }

    /** The devices of a wave that is put in have waited for the approval of the one behind it. */
    private boolean opensEarlier(Wave wave, int before) {
        if (before >= old.waves().size()) return false;
        Optional<Approval> approval = old.waves().get(before).approval();
        return approval.filter(a -> wave.approval().filter(b -> tighter(a, b)).isEmpty())
                .isPresent();
    }

    private void wave(int from, int to) {
        Wave before = old.waves().get(from);
        Wave after = next.waves().get(to);
        String field = "waves." + before.name() + ".";
        if (!before.upTo().equals(after.upTo())) reach(field + "upTo", from, to);
        atLeast(field + "soak", before.soak(), after.soak(), "a shorter soak is looser");
        GateRevision.between(before.gates(), after.gates())
                .forEach(edit -> gate(field + "gates", edit));
        if (!before.approval().equals(after.approval())) approval(field + "approval", from, to);
        fixed(field + "prefer", before.prefer(), after.prefer(), "the order is frozen");
    }

    private void reach(String field, int from, int to) {
        Size before = old.waves().get(from).upTo();
        Size after = next.waves().get(to).upTo();
        int cohort = standing.cohort() == 0 ? Integer.MAX_VALUE : standing.cohort();
        if (from <= standing.openWave()) refuse(field, before, after, "the wave is open already");
        else if (after.within(cohort) > before.within(cohort))
            refuse(field, before, after, "a larger wave is looser");
        else if (adds(to) || standing.cohort() == 0) stricter(field, before, after);
        else refuse(field, before, after, "the wave would be left out, with its gates");
    }

    /** Whether a later wave has a device of its own: otherwise its gates would be skipped. */
    private boolean adds(int index) {
        int behind = 0;
        for (int i = 0; i < index; i++)
            behind = Math.max(behind, next.waves().get(i).upTo().within(standing.cohort()));
        return next.waves().get(index).upTo().within(standing.cohort()) > behind;
    }

    private void gate(String field, GateRevision.Edit edit) {
        if (edit.tighter()) stricter(field, edit.from(), edit.to());
        else refuse(field, edit.from(), edit.to(), edit.why());
    }

    private void window(WindowRevision.Edit edit) {
        if (edit.why().isEmpty()) stricter(edit.field(), edit.from(), edit.to());
        else refuse(edit.field(), edit.from(), edit.to(), edit.why());
    }

    private void approval(String field, int from, int to) {
        Optional<Approval> before = old.waves().get(from).approval();
        Optional<Approval> after = next.waves().get(to).approval();
        if (from <= standing.openWave()) refuse(field, before, after, "the wave is open already");
        else if (after.isPresent() && before.map(b -> tighter(b, after.get())).orElse(true))
            stricter(field, before, after);
        else refuse(field, before, after, "fewer approvals, or by more people, are looser");
    }

    private static boolean tighter(Approval before, Approval after) {
        return before.roles().containsAll(after.roles())
                && after.timeout().compareTo(before.timeout()) <= 0;
    }

    // Pace and devices.

    private void pace() {
        Pace from = old.pace();
        Pace to = next.pace();
        if (from.equals(to)) return;
        int before = from.inFlightMax(standing.cohort());
        int after = to.inFlightMax(standing.cohort());
        atMost("pace.inFlight", before, after);
        if (from.window() != to.window())
            onlyOn("pace.window", from.window() ? "on" : "off", to.window() ? "on" : "off");
        atMost("pace.start", from.starts().start(), to.starts().start());
        // A lower one falls back less after failures, a higher one grows faster.
        fixed(
                "pace.growth",
                from.starts().growthPercent() + " %",
                to.starts().growthPercent() + " %",
                "it is neither slower nor stricter");
        atMost("pace.max", from.starts().max(), to.starts().max());
        atMost(
                "pace.bandwidth",
                from.bytesPerSecond().orElse(Long.MAX_VALUE),
                to.bytesPerSecond().orElse(Long.MAX_VALUE));
        atMost(
                "pace.concurrentDownloads",
                from.concurrentDownloads().orElse(Integer.MAX_VALUE),
                to.concurrentDownloads().orElse(Integer.MAX_VALUE));
    }

    private void onlyOn(String field, String from, String to) {
        if (to.equals("on")) stricter(field, from, to);
        else refuse(field, from, to, "without the window it is faster");
    }

    private void atMost(String field, long from, long to) {
        if (to < from) stricter(field, limit(from), limit(to));
        else if (to > from) refuse(field, limit(from), limit(to), "more is faster");
    }

    private static String limit(long value) {
        return value == Long.MAX_VALUE || value == Integer.MAX_VALUE
                ? "none"
                : Long.toString(value);
    }

    private void device() {
        DeviceRules from = old.device();
        DeviceRules to = next.device();
        fixed("device.timeouts", from.timeouts(), to.timeouts(), "devices are under way with them");
        fixed("device.probation", from.probation(), to.probation(), "devices were told it");
        fixed("device.mode", from.mode(), to.mode(), "devices were told it");
        fixed("device.conditions", from.conditions(), to.conditions(), "devices were told them");
        fixed(
                "device.commandExpires",
                from.commandExpires(),
                to.commandExpires(),
                "devices were told it");
        Retries before = from.retries();
        Retries after = to.retries();
        atMost("device.retries.max", before.max(), after.max());
        String sooner = "to retry sooner is faster";
        atLeast("device.retries.backoff", before.backoff(), after.backoff(), sooner);
        atLeast("device.retries.maxBackoff", before.maxBackoff(), after.maxBackoff(), sooner);
        fixed("device.retries.jitter", before.jitter(), after.jitter(), "waits are spread by it");
    }
}

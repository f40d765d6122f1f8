package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.rollout.Decision.Hold;
import io.github.canarywave.domain.rollout.Decision.Publish;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a queued device is commanded with the next turn, and if not, why: what holds for itself
 * as {@link Eligibility} says it, then what the rollout lets through as {@link Deciding} says it.
 *
 * @param conditions all of them, in the order in which people ask
 */
public record Prospect(List<Condition> conditions) {
    /** Names of what the rollout lets through; those of the device are in {@link Eligibility}. */
    private static final String ROOM = "room-in-window";

    private static final String SLOW_START = "slow-start";
    private static final String PACE = "start-pace";
    private static final String PLACE = "next-in-order";
    private static final String MAY_SPEAK = "commands-may-be-sent";
    private static final String ROLLOUT = "rollout-does-nothing-else";

    public Prospect {
        conditions = List.copyOf(conditions);
    }

    /**
     * Looks at one device.
     *
     * @param view of its rollout now, as a turn would make it
     */
    public static Prospect of(Candidate candidate, View view, HearingTime time) {
        List<Decision> decisions = Deciding.decide(view, time);
        List<Condition> all = new ArrayList<>();
        for (Condition own : Eligibility.of(candidate, view.rollout(), time))
            all.add(withReason(own, view.rollout(), decisions.getLast()));
        // One that is stopped may be resumed: then all of this must hold too.
        if (view.rollout().state().over() || view.rollout().openWave() < 0)
            return new Prospect(all);
        boolean ready = all.stream().allMatch(Condition::met);
        boolean goes = decisions.stream().anyMatch(d -> commands(d, candidate.attempt()));
        all.add(maySpeak(view));
        all.add(room(view));
        all.add(slowStart(candidate.attempt(), view.rollout()));
        all.add(pace(view.rollout(), time));
        all.add(place(candidate, view, time, !ready || goes));
        // Whatever a rule says that is not told above, the device waits for it.
        if (ready && !goes && all.stream().allMatch(Condition::met)) all.add(does(decisions));
        return new Prospect(all);
    }

    private static boolean commands(Decision decision, Attempt attempt) {
        return decision instanceof Publish(var published, _)
                && published.device().equals(attempt.device());
    }

    /** What a person or a gate said, and for what the next wave waits. */
    private static Condition withReason(Condition own, Rollout rollout, Decision last) {
        if (own.met()) return own;
        if (own.name().equals("rollout-running"))
            return own.saying(rollout.reason(), Optional.empty());
        boolean waits = own.name().equals("wave-open") && rollout.running();
        return waits ? own.saying(last.why(), until(last)) : own;
    }

    private static Optional<Instant> until(Decision decision) {
        return decision instanceof Hold(_, var until) ? until : Optional.empty();
    }

    private static Condition maySpeak(View view) {
        return Condition.of(
                MAY_SPEAK, view.mute().orElse("commands can be sent"), view.mute().isEmpty());
    }

    private static Condition room(View view) {
        return Condition.of(ROOM, Grounds.inFlight(view), view.room() > 0);
    }

    private static Condition slowStart(Attempt attempt, Rollout rollout) {
        long fresh = Window.fresh(rollout);
        if (rollout.confirmed() > 0 || fresh == Long.MAX_VALUE)
            return Condition.of(SLOW_START, rollout.confirmed() + " have confirmed", true);
        return Condition.of(
                SLOW_START,
                rollout.commanded()
                        + " of at most "
                        + Window.COMMANDED_BEFORE_FIRST_CONFIRMED
                        + " were commanded, none has confirmed"
                        + (attempt.commandCounts() ? "; this one is tried again" : ""),
                fresh > 0 || attempt.commandCounts());
    }

    private static long starts(Rollout rollout, HearingTime time) {
        return rollout.pacing().allowed(rollout.campaign().pace().starts(), time.ran());
    }

    private static Condition pace(Rollout rollout, HearingTime time) {
        int rate = rollout.pacing().rate(rollout.campaign().pace().starts());
        long starts = starts(rollout, time);
        return Condition.of(PACE, starts + " may start at once, " + rate + " a minute", starts > 0);
    }

    private static Condition place(Candidate candidate, View view, HearingTime time, boolean met) {
        int place = candidate.attempt().position();
        long before =
                view.candidates().stream()
                        .filter(other -> other.attempt().position() < place)
                        .filter(o -> Eligibility.obstacle(o, view.rollout(), time).isEmpty())
                        .count();
        long room =
                Math.min(
                        Math.min(view.room(), starts(view.rollout(), time)),
                        Window.fresh(view.rollout()));
        return Condition.of(
                PLACE,
                before + " before it may go now, room for " + room,
                met || before < room || room == 0);
    }

    private static Condition does(List<Decision> decisions) {
        Decision last = decisions.getLast();
        return new Condition(ROLLOUT, last.why(), false, until(last));
    }

    /** Whether the next turn commands it. */
    public boolean goesNow() {
        return conditions.stream().allMatch(Condition::met);
    }

    /** What is not met, in order. */
    public List<Condition> obstacles() {
        return conditions.stream().filter(c -> !c.met()).toList();
    }

    /** Before this nothing happens by itself; absent where nothing says when. */
    public Optional<Instant> earliest() {
        List<Condition> obstacles = obstacles();
        return obstacles.stream().allMatch(c -> c.change().isPresent())
                ? obstacles.stream().flatMap(c -> c.change().stream()).max(Instant::compareTo)
                : Optional.empty();
    }

    /** All in one sentence; {@code now} is the instant that it was made for. */
    public String sentence(Instant now) {
        if (goesNow()) return "It is commanded with the next turn.";
        // What the rollout lets through is of interest only for who may go.
        List<Condition> own = obstacles().stream().filter(c -> !isOfRollout(c.name())).toList();
        String why =
                (own.isEmpty() ? obstacles() : own)
                        .stream().map(Condition::value).collect(Collectors.joining(" and "));
        String when =
                earliest()
                        .map(at -> ", at the earliest in " + seconds(Duration.between(now, at)))
                        .orElse("");
        return "Not commanded yet" + when + ": " + why + ".";
    }

    private static boolean isOfRollout(String name) {
        return List.of(MAY_SPEAK, ROOM, SLOW_START, PACE, PLACE, ROLLOUT).contains(name);
    }

    private static String seconds(Duration wait) {
        return Math.max(0, wait.toSeconds()) + " s";
    }
}

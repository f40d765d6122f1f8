package io.github.canarywave.domain.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one device counts as evidence: once, whatever its attempts become.
 *
 * @param period the evidence period in which it accepted; a person opens a new one by accepting the
 *     evidence of those before
 * @param started when it last passed the start of installation, hearing time, where that is known
 * @param excused whether it is silent after installing together with others, and waited for
 */
public record Counted(Verdict verdict, int period, Optional<Instant> started, boolean excused) {
    public Counted(Verdict verdict, int period) {
        this(verdict, period, Optional.empty(), false);
    }

    /** The same of a device that fell silent together with others. */
    public Counted excuse() {
        return new Counted(verdict, period, started, true);
    }

    /** Whether a step can change how its device counts; asked before the store is. */
    public static boolean mayChange(State before, State now, Optional<Verdict> said) {
        return said.isPresent() || weight(before) != weight(now);
    }

    private static int weight(State state) {
        return switch (state) {
            case State.Queued _, State.Commanded _ -> 0;
            case State.Accepted _, State.Downloading _ -> 1;
            case State.Applying _ -> 2;
            case State.Ended _ -> 3;
        };
    }

    /**
     * How a device counts after a step.
     *
     * @param known how it counted before; absent: not at all
     * @param now the state of the attempt that counts for it now; an end means that it is not tried
     *     again
     * @param said what the step says of the release, if that decides it
     * @param period the evidence period that runs now
     * @param at the instant of the step
     */
    public static Optional<Counted> after(
            Optional<Counted> known, State now, Optional<Verdict> said, int period, Instant at) {
        if (known.filter(counted -> counted.verdict().fixed()).isPresent()) return known;
        int entered = known.map(Counted::period).orElse(period);
        Optional<Instant> before = known.flatMap(Counted::started);
        return said.or(() -> undecided(known, now))
                .map(
                        verdict ->
                                new Counted(
                                        verdict,
                                        entered,
                                        started(known, before, verdict, at),
                                        false));
    }

    private static Optional<Instant> started(
            Optional<Counted> known, Optional<Instant> before, Verdict verdict, Instant at) {
        boolean begins =
                verdict == Verdict.STARTED
                        && known.filter(c -> c.verdict() == Verdict.STARTED).isEmpty();
        return begins ? Optional.of(at) : before;
    }

    /** How long a device took that has just confirmed, its probation not included. */
    public Optional<Duration> took(Instant confirmed, Duration probation) {
        return started.filter(_ -> verdict == Verdict.GOOD)
                .map(at -> Duration.between(at, confirmed).minus(probation))
                .map(took -> took.isNegative() ? Duration.ZERO : took);
    }

    private static Optional<Verdict> undecided(Optional<Counted> known, State now) {
        return switch (now) {
            // It accepted in an attempt before this one, and is tried again.
            case State.Queued _, State.Commanded _ -> known.map(_ -> Verdict.ACCEPTED);
            case State.Accepted _, State.Downloading _ -> Optional.of(Verdict.ACCEPTED);
            case State.Applying _ -> Optional.of(Verdict.STARTED);
            // Ended for good with nothing counted: it says nothing of the release.
            case State.Ended _ -> Optional.empty();
        };
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the devices of one wave fared over time, in at most {@link #POINTS} points: when there are
 * more, every other one goes and new ones come half as often. Immutable.
 *
 * @param points from the oldest, one only when something changed
 * @param every how far apart new points are at least
 */
public record Curve(List<Point> points, Duration every) {
    /** More than a chart has pixels to tell apart on a phone, and few enough to send whole. */
    static final int POINTS = 240;

    /** Twice the longest that people take for live, and one small write for each rollout. */
    static final Duration FIRST = Duration.ofSeconds(5);

    static final Curve EMPTY = new Curve(List.of(), FIRST);

    public Curve {
        points = List.copyOf(points);
    }

    /**
     * The devices of a wave at an instant.
     *
     * @param at wall clock, whole milliseconds
     * @param every distance of points that held when it was taken
     * @param downloading commanded and not yet installing
     */
    public record Point(
            int wave,
            Instant at,
            Duration every,
            long waiting,
            long downloading,
            long installing,
            long confirmed,
            long failed) {
        private static final Set<String> WELL = Set.of("Confirmed", "Current");

        /** Reads it from the tally. */
        static Point of(int wave, Instant at, Duration every, Tally tally) {
            return new Point(
                    wave,
                    at,
                    every,
                    tally.in(wave, "Queued") + tally.in(wave, "Withdrawn"),
                    sum(tally, wave, States.STARTING),
                    sum(tally, wave, States.APPLYING),
                    sum(tally, wave, WELL),
                    sum(tally, wave, States.FAILED));
        }

        private static long sum(Tally tally, int wave, Iterable<String> states) {
            long sum = 0;
            for (String state : states) sum += tally.in(wave, state);
            return sum;
        }

        private Point at(Instant instant, Duration distance) {
            return new Point(
                    wave, instant, distance, waiting, downloading, installing, confirmed, failed);
        }

        boolean sameCounts(Point other) {
            return at(other.at, other.every).equals(other);
        }
    }

    /** The curve of stored points, from the oldest. */
    static Curve of(List<Point> points) {
        return points.isEmpty() ? EMPTY : new Curve(points, points.getLast().every());
    }

    /** What a new look at the wave does to its curve. */
    sealed interface Step {
        /** It is as it was. */
        record Same() implements Step {}

        /** It is not as it was, but the last point is too near. */
        record TooSoon() implements Step {}

        /**
         * It goes on.
         *
         * @param added the point at its end
         * @param removed points that went to make room
         */
        record Longer(Curve curve, Point added, List<Instant> removed) implements Step {}
    }

    Step with(int wave, Instant at, Tally tally) {
        Point seen = Point.of(wave, at, every, tally);
        Optional<Point> last = points.isEmpty() ? Optional.empty() : Optional.of(points.getLast());
        if (last.filter(seen::sameCounts).isPresent()) return new Step.Same();
        if (last.filter(p -> at.isBefore(p.at().plus(every))).isPresent())
            return new Step.TooSoon();
        return longer(seen);
    }

    private Step longer(Point seen) {
        if (points.size() < POINTS) {
            List<Point> more = new ArrayList<>(points);
            more.add(seen);
            return new Step.Longer(new Curve(more, every), seen, List.of());
        }
        List<Point> kept = new ArrayList<>();
        List<Instant> removed = new ArrayList<>();
        for (int i = 0; i < points.size(); i++)
            if (i % 2 == 0) kept.add(points.get(i));
            else removed.add(points.get(i).at());
        Duration doubled = every.multipliedBy(2);
        Point added = seen.at(seen.at(), doubled);
        kept.add(added);
        return new Step.Longer(new Curve(kept, doubled), added, removed);
    }
}

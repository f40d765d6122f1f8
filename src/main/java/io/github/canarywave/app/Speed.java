package io.github.canarywave.app;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a rollout moves, by its curve.
 *
 * @param confirmed devices confirmed within {@code within}
 * @param within the part of its time that was looked at; zero where there is too little
 * @param moved when something changed last
 */
record Speed(long confirmed, Duration within, Optional<Instant> moved) {
    /**
     * Reads it.
     *
     * @param look how far back, or as far as two points are apart
     */
    static Speed of(Collection<Curve> waves, Instant now, Duration look) {
        Duration back = look;
        for (Curve wave : waves) back = longer(back, wave.every().multipliedBy(2));
        Instant from = now.minus(back);
        long confirmed = 0;
        Instant first = now;
        Optional<Instant> moved = Optional.empty();
        for (Curve wave : waves) {
            List<Curve.Point> points = wave.points();
            if (points.isEmpty()) continue;
            confirmed += points.getLast().confirmed() - confirmedAt(points, from);
            if (points.getFirst().at().isBefore(first)) first = points.getFirst().at();
            Instant last = points.getLast().at();
            if (moved.filter(at -> !at.isBefore(last)).isEmpty()) moved = Optional.of(last);
        }
        Duration age = Duration.between(first, now);
        return new Speed(confirmed, age.compareTo(back) < 0 ? age : back, moved);
    }

    private static long confirmedAt(List<Curve.Point> points, Instant instant) {
        long confirmed = 0;
        for (Curve.Point point : points)
            if (!point.at().isAfter(instant)) confirmed = point.confirmed();
        return confirmed;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    /** Seconds until so many more are confirmed, if it goes on so; absent where nothing tells. */
    OptionalLong secondsFor(long devices) {
        if (confirmed <= 0 || within.toSeconds() <= 0) return OptionalLong.empty();
        double perSecond = (double) confirmed / within.toSeconds();
        return OptionalLong.of((long) Math.ceil(devices / perSecond));
    }
}

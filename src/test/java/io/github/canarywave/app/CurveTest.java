package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.rollout.Tally;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a curve stays short. */
class CurveTest {
    private static Tally tally(long confirmed) {
        return new Tally(
                Map.of(
                        new Tally.Key(0, "s", "Confirmed", ""),
                        confirmed,
                        new Tally.Key(0, "s", "Queued", ""),
                        1_000_000 - confirmed),
                Map.of());
    }

    @Test
    void keepsAtMost240PointsOfAWaveHoweverLongItTakesAndBothItsEnds() {
        Curve curve = Curve.EMPTY;
        Set<Instant> stored = new HashSet<>();
        for (int second = 0; second < 1_000_000; second += 5)
            if (curve.with(0, at(second), tally(second + 1L)) instanceof Curve.Step.Longer longer) {
                curve = longer.curve();
                stored.add(longer.added().at());
                longer.removed().forEach(stored::remove);
                assertThat(curve.points().size()).isLessThanOrEqualTo(Curve.POINTS);
            }
        List<Instant> times = curve.points().stream().map(Curve.Point::at).toList();
        assertThat(times).isSorted().hasSizeGreaterThan(Curve.POINTS / 2);
        assertThat(stored).as("what the store was told").isEqualTo(new HashSet<>(times));
        assertThat(times.getFirst()).isEqualTo(at(0));
        assertThat(times.getLast()).isAfter(at(1_000_000).minus(curve.every()));
        for (int i = 1; i < times.size(); i++)
            assertThat(Duration.between(times.get(i - 1), times.get(i)))
                    .isBetween(curve.every().dividedBy(2), curve.every().multipliedBy(2));
    }

    @Test
    void aWaveThatStandsStillCostsNothing() {
        Curve curve = longer(Curve.EMPTY, 0, 7);
        assertThat(curve.with(0, at(500), tally(7))).isEqualTo(new Curve.Step.Same());
        assertThat(curve.with(0, at(4), tally(8))).isEqualTo(new Curve.Step.TooSoon());
        assertThat(longer(curve, 5, 8).points()).hasSize(2);
    }

    @Test
    void goesOnAfterARestartAsItWas() {
        Curve curve = Curve.EMPTY;
        for (int i = 0; i <= Curve.POINTS; i++) curve = longer(curve, 5L * i, i);
        assertThat(curve.every()).isEqualTo(Curve.FIRST.multipliedBy(2));
        assertThat(Curve.of(curve.points())).isEqualTo(curve);
        assertThat(Curve.of(List.of())).isEqualTo(Curve.EMPTY);
    }

    private static Curve longer(Curve curve, long second, long confirmed) {
        return ((Curve.Step.Longer) curve.with(0, at(second), tally(confirmed))).curve();
    }

    @Test
    void tellsHowFastDevicesConfirm() {
        Curve curve = longer(longer(Curve.EMPTY, 0, 0), 60, 120);
        Speed speed = Speed.of(List.of(curve), at(60), Duration.ofMinutes(15));
        assertThat(speed.secondsFor(240)).hasValue(120);
        assertThat(speed.moved()).contains(at(60));
        Speed later = Speed.of(List.of(curve), at(3_600), Duration.ofMinutes(15));
        assertThat(later.secondsFor(240)).as("nothing for an hour").isEmpty();
        assertThat(Speed.of(List.of(), at(60), Duration.ofMinutes(15)).secondsFor(1)).isEmpty();
    }
}

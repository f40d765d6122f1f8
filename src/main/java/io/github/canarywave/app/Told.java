package io.github.canarywave.app;

import io.github.canarywave.app.LiveStore.Placed;
import io.github.canarywave.app.RolloutStatus.Event;

import java.util.List;
import java.util.OptionalLong;

/** What those who watch are told. Aggregates only: no device by its name. */
public sealed interface Told {
    /** The place behind which everything that happened will be told; absent where it has none. */
    default OptionalLong place() {
        return OptionalLong.empty();
    }

    /**
     * How a rollout came to where it is; told first, and again to who missed something.
     *
     * @param waves their names, in order
     * @param points of its curve, by wave, then from the oldest
     * @param marks what a chart should show, from the oldest
     * @param events newest first, at most {@link RolloutStatus#EVENTS}
     * @param upTo place of the last fact that it knows of
     */
    record History(
            List<String> waves,
            List<Curve.Point> points,
            List<Event> marks,
            List<Placed> events,
            FleetMap map,
            long upTo)
            implements Told {
        @Override
        public OptionalLong place() {
            return OptionalLong.of(upTo);
        }
    }

    /** How it stands now; without events. */
    record State(RolloutStatus status) implements Told {}

    /** Something that happened to a rollout as a whole. */
    record Happened(Placed line) implements Told {
        @Override
        public OptionalLong place() {
            return OptionalLong.of(line.place());
        }
    }

    /** The cohort as a picture. */
    record Mapped(FleetMap map) implements Told {}

    /** One more point of the curve. */
    record Grown(Curve.Point point) implements Told {}

    /**
     * All campaigns and the fleet.
     *
     * @param upTo place of the last fact before it
     */
    record Whole(Overview overview, long upTo) implements Told {
        @Override
        public OptionalLong place() {
            return OptionalLong.of(upTo);
        }
    }
}

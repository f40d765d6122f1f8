package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The part of the store that answers what people ask of a whole fleet. No question looks at all of
 * a million devices: what is counted is kept as counts, what is few is found by an index, and of
 * what is many the first is shown.
 */
public interface FleetStore {
    /** Devices that fit are counted, and sorted by other things than their id, up to so many. */
    int COUNTED_MAX = 10_000;

    /** What can be asked. */
    interface Reads {
        /** Devices by what they run and whether they are there; no cell is empty. */
        List<Cell> cells();

        /** A part of the devices that fit. */
        Search search(Query query, DeviceSort sort, Optional<DeviceCursor> after, int limit);

        /** How many of the devices that fit have which value. */
        List<Facet> facets(Query query);

        /** What was kept at the ends of these days and of the last one before them, by day. */
        List<DayCount> days(LocalDate from, LocalDate to);

        /** Devices by what they list as their anchors. */
        Map<List<String>, Long> anchors();

        /** Certificates of devices that count and end before this instant. */
        long certificatesBefore(Instant end);

        /** Devices by how campaigns of a release have them now. */
        List<Outcome> outcomes();
    }

    /** What can be changed. */
    interface Tx extends Reads {
        /** Keeps what the fleet runs now as the end of a day; nothing when it was kept before. */
        void endDay(LocalDate day);
    }

    /**
     * Devices that are alike in what fleet numbers count.
     *
     * @param version absent: they never said one
     */
    record Cell(Model model, Optional<Version> version, boolean online, long devices) {}

    /**
     * What is looked for.
     *
     * @param wave index of the wave that the filter names
     */
    record Query(DeviceFilter filter, OptionalInt wave) {}

    /** What a search gave. */
    sealed interface Search {
        /**
         * A part of the devices that fit.
         *
         * @param count of all that fit; absent behind a cursor, where counting takes a walk
         * @param next behind which to look on; absent at the end. There can be more although the
         *     part is not full: a search looks at a limited number of devices
         */
        record Found(List<DeviceRow> rows, Optional<Count> count, Optional<DeviceCursor> next)
                implements Search {
            public Found {
                rows = List.copyOf(rows);
            }
        }

        /** More than {@link #COUNTED_MAX} devices may fit, which are listed by id alone. */
        record TooManyToSort() implements Search {}
    }

    /**
     * How many there are.
     *
     * @param exact whether all were counted
     */
    record Count(long devices, boolean exact) {}

    /**
     * The values of one thing.
     *
     * @param values the most frequent first
     * @param exact whether all devices that fit were counted
     */
    record Facet(String name, List<ValueCount> values, boolean exact) {
        /** Values of a facet at most. */
        static final int VALUES_MAX = 20;

        public Facet {
            values = List.copyOf(values);
        }

        /** The facet of counts, without what there is none of. */
        public static Facet of(String name, Map<String, Long> counts, boolean exact) {
            return new Facet(
                    name,
                    counts.entrySet().stream()
                            .filter(count -> count.getValue() > 0)
                            .map(count -> new ValueCount(count.getKey(), count.getValue()))
                            .sorted(ValueCount.MOST_FIRST)
                            .limit(VALUES_MAX)
                            .toList(),
                    exact);
        }
    }

    /** How many devices have a value. */
    record ValueCount(String value, long count) {
        static final Comparator<ValueCount> MOST_FIRST =
                Comparator.comparingLong(ValueCount::count)
                        .reversed()
                        .thenComparing(ValueCount::value);
    }

    /** Devices of a model that ran a version at the end of a day. */
    record DayCount(LocalDate day, Model model, Version version, long devices) {}

    /** Devices that campaigns of a release have in a state. */
    record Outcome(ReleaseName release, String state, long devices) {}
}

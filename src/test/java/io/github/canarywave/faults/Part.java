package io.github.canarywave.faults;

import java.time.Duration;
import java.util.List;

/** What the long form is made of, each with the count and the fleet that it is for. */
enum Part {
    kills(List.of(Kind.KILL_SERVER), 200, 200, 4, Sizes.SMALL_BYTES),
    terms(List.of(Kind.TERM_SERVER), 50, 200, 2, Sizes.LARGE_BYTES),
    stops(List.of(Kind.STOP_SERVER), 50, 200, 4, Sizes.SMALL_BYTES),
    broker(List.of(Kind.KILL_BROKER), 50, 200, 4, Sizes.SMALL_BYTES),
    brokerstops(List.of(Kind.STOP_BROKER), 25, 200, 4, Sizes.SMALL_BYTES),
    brokerlinks(
            List.of(Kind.CUT_SERVER_LINK, Kind.SILENT_SERVER_LINK), 30, 200, 4, Sizes.SMALL_BYTES),
    reconnects(List.of(Kind.RECONNECT), 20, 5000, 10, Sizes.SMALL_BYTES),
    halts(List.of(Kind.HALT), 40, 200, 4, Sizes.SMALL_BYTES),
    links(
            List.of(
                    Kind.CUT_LINKS,
                    Kind.HALF_OPEN,
                    Kind.LOST_ACKS,
                    Kind.SLOW_LINKS,
                    Kind.CUT_DOWNLOADS,
                    Kind.REFUSED_DOWNLOADS,
                    Kind.OUTAGE,
                    Kind.STRANGERS),
            60,
            200,
            5,
            Sizes.SMALL_BYTES),
    /** For 5 min after each jump nobody is commanded. */
    clocks(
            List.of(
                    Kind.CLOCK_HOUR_AHEAD,
                    Kind.CLOCK_HOUR_BACK,
                    Kind.CLOCK_MONTH_AHEAD,
                    Kind.CLOCK_MONTH_BACK),
            8,
            200,
            420,
            Sizes.SMALL_BYTES),

    /** The count is of seconds. */
    storm(List.of(), 60, 2000, 0, Sizes.SMALL_BYTES),
    all(List.of(), 0, 0, 0, Sizes.SMALL_BYTES);

    /** What needs a broker of its own. */
    static final List<Part> OUTSIDE = List.of(broker, brokerstops, brokerlinks);

    static final List<Part> IN_ALL = List.of(kills, terms, stops, reconnects, halts, links, clocks, storm);

    final List<Kind> kinds;
    final int count;
    final int devices;
    final Duration calm;
    final int imageBytes;

    Part(List<Kind> kinds, int count, int devices, int calmSeconds, int imageBytes) {
        this.kinds = kinds;
        this.count = count;
        this.devices = devices;
        this.imageBytes = imageBytes;
        this.calm = Duration.ofSeconds(calmSeconds);
    }

    /** Sizes of images; constants of an enum are made before its own fields. */
    private static final class Sizes {
        static final int SMALL_BYTES = 256 * 1024;

        /** Its download lasts long enough to be caught. */
        static final int LARGE_BYTES = 1024 * 1024;
    }
}

package io.github.canarywave.faults;

import java.time.Duration;
import java.util.List;

/** What the long form is made of, each with the count and the fleet that it is for. */
enum Part {
    kills(List.of(Kind.KILL_SERVER), 200, 200, 4),
    terms(List.of(Kind.TERM_SERVER), 50, 200, 2),
    stops(List.of(Kind.STOP_SERVER), 50, 200, 4),
    reconnects(List.of(Kind.RECONNECT), 20, 5000, 10),
    links(
            List.of(
                    Kind.CUT_LINKS,
                    Kind.HALF_OPEN,
                    Kind.LOST_ACKS,
                    Kind.SLOW_LINKS,
                    Kind.CUT_DOWNLOADS,
                    Kind.REFUSED_DOWNLOADS,
                    Kind.OUTAGE),
            60,
            200,
            5),
    all(List.of(), 0, 0, 0);

    static final List<Part> IN_ALL = List.of(kills, terms, stops, reconnects, links);

    final List<Kind> kinds;
    final int count;
    final int devices;
    final Duration calm;

    Part(List<Kind> kinds, int count, int devices, int calmSeconds) {
        this.kinds = kinds;
        this.count = count;
        this.devices = devices;
        this.calm = Duration.ofSeconds(calmSeconds);
    }
}

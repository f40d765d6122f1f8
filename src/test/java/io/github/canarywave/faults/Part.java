package io.github.canarywave.faults;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the long form is made of, each with the count and the fleet that it is for. */
enum Part {
    kills(200, 200, 8),
    terms(50, 200, 2),
    stops(50, 200, 4),
    reconnects(20, 5000, 10),
    halts(200, 5000, 8),
    /** On a small disk of its own. */
    disks(20, 100, 4),
    links(60, 200, 5),
    /** For 5 min after each jump nobody is commanded. */
    clocks(8, 200, 420),
    /** The count is of seconds. */
    storm(60, 2000, 0),
    broker(50, 200, 4),
    brokerstops(25, 200, 4),
    brokerlinks(30, 200, 4),
    all(0, 0, 0);

    /** What needs a broker of its own. */
    static final List<Part> OUTSIDE = List.of(broker, brokerstops, brokerlinks);

    /** Those that {@link #all} stands for. */
    static final List<Part> EACH = Stream.of(values()).filter(part -> part != all).toList();

    private static final int IMAGE_BYTES = 256 * 1024;

    /** Its download lasts long enough to be caught. */
    private static final int LONG_IMAGE_BYTES = 1024 * 1024;

    final int count;
    final int devices;
    final Duration calm;

    Part(int count, int devices, int calmSeconds) {
        this.count = count;
        this.devices = devices;
        this.calm = Duration.ofSeconds(calmSeconds);
    }

    int imageBytes() {
        return this == terms ? LONG_IMAGE_BYTES : IMAGE_BYTES;
    }

    /** What its plan is drawn from; nothing when it has none. */
    List<Kind> kinds() {
        return switch (this) {
            case kills -> List.of(Kind.KILL_SERVER);
            case terms -> List.of(Kind.TERM_SERVER);
            case stops -> List.of(Kind.STOP_SERVER);
            case reconnects -> List.of(Kind.RECONNECT);
            case halts -> List.of(Kind.HALT);
            case disks -> List.of(Kind.FULL_DISK, Kind.NO_FLUSH);
            case links ->
                    List.of(
                            Kind.CUT_LINKS,
                            Kind.HALF_OPEN,
                            Kind.LOST_ACKS,
                            Kind.SLOW_LINKS,
                            Kind.CUT_DOWNLOADS,
                            Kind.REFUSED_DOWNLOADS,
                            Kind.OUTAGE,
                            Kind.STRANGERS);
            case clocks ->
                    List.of(
                            Kind.CLOCK_HOUR_AHEAD,
                            Kind.CLOCK_HOUR_BACK,
                            Kind.CLOCK_MONTH_AHEAD,
                            Kind.CLOCK_MONTH_BACK);
            case broker -> List.of(Kind.KILL_BROKER);
            case brokerstops -> List.of(Kind.STOP_BROKER);
            case brokerlinks -> List.of(Kind.CUT_SERVER_LINK, Kind.SILENT_SERVER_LINK);
            case storm, all -> List.of();
        };
    }
}

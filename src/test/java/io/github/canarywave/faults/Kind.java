package io.github.canarywave.faults;

import java.time.Duration;

/** The faults that a plan may draw, with the shortest and longest time that each lasts. */
enum Kind {
    KILL_SERVER("kill-server", 0, 1),
    TERM_SERVER("term-server", 0, 1),
    STOP_SERVER("stop-server", 15, 60),
    KILL_BROKER("kill-broker", 0, 2),
    STOP_BROKER("stop-broker", 15, 60),
    CUT_SERVER_LINK("cut-server-link", 0, 10),
    SILENT_SERVER_LINK("silent-server-link", 5, 20),
    CUT_LINKS("cut-links", 0, 2),
    HALF_OPEN("half-open", 2, 10),
    LOST_ACKS("lost-acks", 2, 10),
    SLOW_LINKS("slow-links", 2, 10),
    CUT_DOWNLOADS("cut-downloads", 2, 10),
    REFUSED_DOWNLOADS("refused-downloads", 5, 20),
    OUTAGE("broker-outage", 30, 60),
    RECONNECT("reconnect", 0, 1),
    STRANGERS("strangers", 0, 1),
    HALT("halt", 5, 10),
    FULL_DISK("full-disk", 1, 5),
    NO_FLUSH("no-flush", 0, 1),
    // A jump is taken for the truth after 5 min: some end before, some after.
    CLOCK_HOUR_AHEAD("clock-hour-ahead", 20, 330),
    CLOCK_HOUR_BACK("clock-hour-back", 20, 330),
    CLOCK_MONTH_AHEAD("clock-month-ahead", 20, 330),
    CLOCK_MONTH_BACK("clock-month-back", 20, 330);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MONTH = Duration.ofDays(30);

    final String word;
    final Duration shortest;
    final Duration longest;

    Kind(String word, int shortestSeconds, int longestSeconds) {
        this.word = word;
        this.shortest = Duration.ofSeconds(shortestSeconds);
        this.longest = Duration.ofSeconds(longestSeconds);
    }

    /** A new fault of this kind. */
    Fault fault() {
        return switch (this) {
            case KILL_SERVER -> new ServerFaults.Kill();
            case TERM_SERVER -> new ServerFaults.Terminate();
            case STOP_SERVER -> new ServerFaults.Freeze();
            case KILL_BROKER -> new BrokerFaults.Kill();
            case STOP_BROKER -> new BrokerFaults.Freeze();
            case CUT_SERVER_LINK -> new BrokerFaults.CutServer();
            case SILENT_SERVER_LINK -> new BrokerFaults.SilenceServer();
            case CUT_LINKS -> new LinkFaults.Cut();
            case HALF_OPEN -> new LinkFaults.HalfOpen();
            case LOST_ACKS -> new LinkFaults.LostAcks();
            case SLOW_LINKS -> new LinkFaults.Slow();
            case CUT_DOWNLOADS -> new LinkFaults.CutDownloads();
            case REFUSED_DOWNLOADS -> new LinkFaults.RefusedDownloads();
            case OUTAGE -> new LinkFaults.Outage();
            case RECONNECT -> new LinkFaults.Reconnect();
            case STRANGERS -> new Strangers();
            case HALT -> new Halt();
            case FULL_DISK -> new DiskFaults.Full();
            case NO_FLUSH -> new DiskFaults.NoFlush();
            case CLOCK_HOUR_AHEAD -> new ClockJump(word, HOUR);
            case CLOCK_HOUR_BACK -> new ClockJump(word, HOUR.negated());
            case CLOCK_MONTH_AHEAD -> new ClockJump(word, MONTH);
            case CLOCK_MONTH_BACK -> new ClockJump(word, MONTH.negated());
        };
    }
}

package io.github.canarywave.faults;

import java.time.Duration;
import java.util.function.Supplier;

/** The faults that a plan may draw. */
enum Kind {
    KILL_SERVER("kill-server", 0, 1, () -> new ServerFaults.Kill()),
    TERM_SERVER("term-server", 0, 1, () -> new ServerFaults.Terminate()),
    STOP_SERVER("stop-server", 15, 60, () -> new ServerFaults.Freeze()),
    KILL_BROKER("kill-broker", 0, 2, () -> new BrokerFaults.Kill()),
    STOP_BROKER("stop-broker", 15, 60, () -> new BrokerFaults.Freeze()),
    CUT_SERVER_LINK("cut-server-link", 0, 10, () -> new BrokerFaults.CutServer()),
    SILENT_SERVER_LINK("silent-server-link", 5, 20, () -> new BrokerFaults.SilenceServer()),
    CUT_LINKS("cut-links", 0, 2, () -> new LinkFaults.Cut()),
    HALF_OPEN("half-open", 2, 10, () -> new LinkFaults.HalfOpen()),
    LOST_ACKS("lost-acks", 2, 10, () -> new LinkFaults.LostAcks()),
    SLOW_LINKS("slow-links", 2, 10, () -> new LinkFaults.Slow()),
    CUT_DOWNLOADS("cut-downloads", 2, 10, () -> new LinkFaults.CutDownloads()),
    REFUSED_DOWNLOADS("refused-downloads", 5, 20, () -> new LinkFaults.RefusedDownloads()),
    OUTAGE("broker-outage", 30, 60, () -> new LinkFaults.Outage()),
    RECONNECT("reconnect", 0, 1, () -> new LinkFaults.Reconnect()),
    STRANGERS("strangers", 0, 1, () -> new Strangers()),
    CLOCK_HOUR_AHEAD("clock-hour-ahead", Duration.ofHours(1)),
    CLOCK_HOUR_BACK("clock-hour-back", Duration.ofHours(-1)),
    CLOCK_MONTH_AHEAD("clock-month-ahead", Duration.ofDays(30)),
    CLOCK_MONTH_BACK("clock-month-back", Duration.ofDays(-30)),
    HALT("halt", 1, 5, () -> new Halt());

    final String word;
    final Duration shortest;
    final Duration longest;
    private final Supplier<Fault> maker;

    Kind(String word, int shortestSeconds, int longestSeconds, Supplier<Fault> maker) {
        this.word = word;
        this.shortest = Duration.ofSeconds(shortestSeconds);
        this.longest = Duration.ofSeconds(longestSeconds);
        this.maker = maker;
    }

    /** A jump is taken for the truth after 5 min; some end before, some after. */
    Kind(String word, Duration offset) {
        this(word, 20, 330, () -> new ClockJump(word, offset));
    }

    Fault fault() {
        return maker.get();
    }
}

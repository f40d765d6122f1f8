package io.github.canarywave.adapter.http.devices;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened to requests since the port was opened. Safe from any thread. */
final class DownloadCounts {
    /** From 1xx to 5xx. */
    private static final int CLASSES = 5;

    private final LongAdder[][] requests = new LongAdder[CLASSES][Kind.values().length];
    private final LongAdder[] ends = adders(Ended.values().length);
    private final LongAdder[] refusals = adders(Refused.values().length);
    private final LongAdder bytes = new LongAdder();
    private final LongAdder resumed = new LongAdder();

    DownloadCounts() {
        for (int i = 0; i < CLASSES; i++) requests[i] = adders(Kind.values().length);
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) adders[i] = new LongAdder();
        return adders;
    }

    /** Counts a request that is over. */
    void over(int status, Kind kind, Optional<Refused> refused, Ended ended) {
        requests[Math.clamp(status / 100, 1, CLASSES) - 1][kind.ordinal()].increment();
        ends[ended.ordinal()].increment();
        refused.ifPresent(why -> refusals[why.ordinal()].increment());
    }

    /** Counts bytes that the network took. */
    void sent(long some) {
        bytes.add(some);
    }

    /** Counts an answer that goes on behind the beginning of its file. */
    void resumed() {
        resumed.increment();
    }

    /** All that happened at least once, by name in snake_case. */
    Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        for (int i = 0; i < CLASSES; i++)
            for (Kind kind : Kind.values())
                add(all, "requests_" + (i + 1) + "xx_" + kind.word(), requests[i][kind.ordinal()]);
        for (Ended how : Ended.values())
            if (how != Ended.WHOLE) add(all, "ended_" + how.word(), ends[how.ordinal()]);
        for (Refused why : Refused.values())
            add(all, "refused_" + why.word(), refusals[why.ordinal()]);
        add(all, "bytes_sent", bytes);
        add(all, "parts_resumed", resumed);
        return all;
    }

    private static void add(Map<String, Long> all, String name, LongAdder count) {
        if (count.sum() > 0) all.put(name.replace('-', '_').toLowerCase(Locale.ROOT), count.sum());
    }
}

package io.github.canarywave.adapter.http.devices;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened to requests since the port was opened. Safe from any thread. */
final class DownloadCounts {
    /** From 1xx to 5xx. */
    private static final int CLASSES = 5;

    private final List<Map<Kind, LongAdder>> requests = new ArrayList<>();
    private final Map<Ended, LongAdder> ends = adders(Ended.class);
    private final Map<Refused, LongAdder> refusals = adders(Refused.class);
    private final LongAdder bytes = new LongAdder();
    private final LongAdder resumed = new LongAdder();

    DownloadCounts() {
        for (int i = 0; i < CLASSES; i++) requests.add(adders(Kind.class));
    }

    /** Never changed, so any thread may read it. */
    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> words) {
        Map<E, LongAdder> adders = new EnumMap<>(words);
        for (E word : EnumSet.allOf(words)) adders.put(word, new LongAdder());
        return adders;
    }

    private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> adders, E word) {
        return Objects.requireNonNull(adders.get(word));
    }

    /** Counts a request that is over. */
    void over(int status, Kind kind, Optional<Refused> refused, Ended ended) {
        of(requests.get(Math.clamp(status / 100, 1, CLASSES) - 1), kind).increment();
        of(ends, ended).increment();
        refused.ifPresent(why -> of(refusals, why).increment());
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
        for (int i = 0; i < CLASSES; i++) {
            String start = "requests_" + (i + 1) + "xx_";
            requests.get(i).forEach((kind, count) -> add(all, start + kind.word(), count));
        }
        ends.forEach(
                (how, count) -> {
                    if (how != Ended.WHOLE) add(all, "ended_" + how.word(), count);
                });
        refusals.forEach((why, count) -> add(all, "refused_" + why.word(), count));
        add(all, "bytes_sent", bytes);
        add(all, "parts_resumed", resumed);
        return all;
    }

    private static void add(Map<String, Long> all, String name, LongAdder count) {
        if (count.sum() > 0) all.put(name.replace('-', '_'), count.sum());
    }
}

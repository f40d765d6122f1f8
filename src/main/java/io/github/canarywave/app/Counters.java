package io.github.canarywave.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often things happened since the start of the process. Safe from any thread. */
public final class Counters {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** Counts one more. */
    public void count(String what) {
        add(what, 1);
    }

    /** Counts so many more. */
    public void add(String what, long times) {
        if (times > 0) counts.computeIfAbsent(what, _ -> new LongAdder()).add(times);
    }

    public long get(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** All of them, by name. */
    public Map<String, Long> all() {
        Map<String, Long> all = new java.util.TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }
}

package io.github.canarywave.adapter.mqtt;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by short words, which come from closed lists. Safe from any thread. */
final class Counter {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String word) {
        add(word, 1);
    }

    void add(String word, long some) {
        counts.computeIfAbsent(word, w -> new LongAdder()).add(some);
    }

    Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        counts.forEach((word, count) -> snapshot.put(word, count.sum()));
        return snapshot;
    }
}

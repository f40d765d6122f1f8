package io.github.canarywave.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** What it takes to go back to where a transaction began. Confined to one transaction. */
final class UndoLog {
    private final Deque<Runnable> inverse = new ArrayDeque<>();

    <K, V> void put(Map<K, V> map, K key, V value) {
        V old = map.put(key, value);
        inverse.push(() -> restore(map, key, old));
    }

    <K, V> void remove(Map<K, V> map, K key) {
        V old = map.remove(key);
        if (old != null) inverse.push(() -> map.put(key, old));
    }

    void rollBack() {
        while (!inverse.isEmpty()) inverse.pop().run();
    }

    private static <K, V> void restore(
            Map<K, V> map, K key, @org.jspecify.annotations.Nullable V old) {
        if (old == null) map.remove(key);
        else map.put(key, old);
    }
}

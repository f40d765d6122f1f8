package io.github.canarywave.adapter.mqtt.probe;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that one side was told since it was last emptied. Safe from any thread. */
final class Ears {
    /** A message as it came. */
    record Said(String topic, String payload) {}

    private final String mark;
    private final Set<Said> heard = new LinkedHashSet<>();

    /**
     * @param mark end of all that counts: on an open broker a whole fleet may be heard
     */
    Ears(String mark) {
        this.mark = mark;
    }

    synchronized void hear(String topic, String payload) {
        if (!payload.endsWith(mark)) return;
        heard.add(new Said(topic, payload));
        notifyAll();
    }

    synchronized void empty() {
        heard.clear();
    }

    synchronized List<Said> all() {
        return List.copyOf(heard);
    }

    synchronized boolean has(Said said) {
        return heard.contains(said);
    }

    /** Waits until all of this was heard; what was not, when the time is over. */
    synchronized List<Said> missing(Collection<Said> wanted, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!heard.containsAll(wanted)) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) break;
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProbeClient.NoAnswer("interrupted");
        }
        return wanted.stream().filter(said -> !heard.contains(said)).toList();
    }
}

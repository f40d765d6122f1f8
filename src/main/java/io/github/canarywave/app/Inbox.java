package io.github.canarywave.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Where signals wait for the next turn, at most {@link #LIMIT}. Safe from any thread. */
public final class Inbox {
    /**
     * More than a broker may hand to one client without our acknowledgement (MQTT 5, 3.1.2.11.3).
     */
    public static final int LIMIT = 70_000;

    private record Waiting(Heard heard, long sinceNanos) {}

    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(LIMIT);
    private final AtomicLong refused = new AtomicLong();
    private volatile Runnable wake = () -> {};

    /** Calls this whenever something has come in. */
    public void onArrival(Runnable listener) {
        wake = listener;
    }

    /**
     * Takes a signal.
     *
     * @return false when full; the signal is not acknowledged, so its sender repeats it
     */
    public boolean offer(Heard heard) {
        boolean taken = waiting.offer(new Waiting(heard, System.nanoTime()));
        if (!taken) refused.incrementAndGet();
        wake.run();
        return taken;
    }

    /** Takes out up to so many, oldest first. */
    public List<Heard> take(int limit) {
        List<Waiting> batch = new ArrayList<>();
        waiting.drainTo(batch, limit);
        return batch.stream().map(Waiting::heard).toList();
    }

    /** Age of the oldest signal in nanoseconds, 0 when nothing waits. */
    public long oldestNanos() {
        Waiting oldest = waiting.peek();
        return oldest == null ? 0 : Math.max(0, System.nanoTime() - oldest.sinceNanos());
    }

    public int size() {
        return waiting.size();
    }

    /** Signals that found no room. */
    public long refused() {
        return refused.get();
    }
}

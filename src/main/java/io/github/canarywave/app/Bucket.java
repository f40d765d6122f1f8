package io.github.canarywave.app;

import java.time.Duration;

/** Lets bytes through at a rate, in the order in which they are asked for. Safe from any thread. */
final class Bucket {
    /** What was not used in so long may go at once; more would be a burst on a slow line. */
    private static final long BURST_NANOS = Duration.ofMillis(250).toNanos();

    private static final double SECOND_NANOS = 1e9;

    private final long bytesPerSecond;
    private double paidUntilNanos;
    private boolean used;

    /**
     * @param bytesPerSecond at least 1
     */
    Bucket(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Takes so many bytes, each once.
     *
     * @param nowNanos monotonic time
     * @return how long they have to wait before they go out
     */
    synchronized Duration take(long bytes, long nowNanos) {
        double earliest = nowNanos - (double) BURST_NANOS;
        paidUntilNanos = used ? Math.max(paidUntilNanos, earliest) : earliest;
        used = true;
        double wait = paidUntilNanos - nowNanos;
        paidUntilNanos += bytes * SECOND_NANOS / bytesPerSecond;
        return wait <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(wait));
    }
}

package io.github.canarywave.app;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Which of many like failures get a line: the first, each other one, and one a minute. Confined to
 * one thread.
 */
final class Complaints {
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private String last = "";
    private long saidNanos;
    private int count;

    Complaints(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Counts a failure; whether it gets a line now. */
    boolean due(String failure) {
        count++;
        boolean due =
                count == 1
                        || !failure.equals(last)
                        || nanos.getAsLong() - saidNanos >= REMINDER.toNanos();
        if (!due) return false;
        last = failure;
        saidNanos = nanos.getAsLong();
        return true;
    }

    /** How many there were; the next one is a first one again. */
    int since() {
        int counted = count;
        count = 0;
        return counted;
    }
}

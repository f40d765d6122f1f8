package io.github.canarywave.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Looks after the kept files again and again. A look that fails is told and counted, and another
 * follows. Confined to one thread.
 */
public final class Caretaker {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

    /** After a start, devices come first: they connect, and download what waits for them. */
    static final Duration FIRST = Duration.ofMinutes(2);

    /** A disk loses bits in months; reading all of it each day wears nothing out. */
    static final Duration EVERY = Duration.ofDays(1);

    /** What failed may have had a reason that passes. */
    static final Duration AGAIN = Duration.ofHours(1);

    private final Scrub scrub;
    private final Counters counters;
    private final Supplier<Instant> wallClock;
    private final Pause pause;

    /** Waits, as {@link Thread#sleep(Duration)} does. */
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    public Caretaker(Scrub scrub, Counters counters, Supplier<Instant> wallClock, Pause pause) {
        this.scrub = scrub;
        this.counters = counters;
        this.wallClock = wallClock;
        this.pause = pause;
    }

    /** Goes on until the thread is interrupted. */
    public void run() {
        Duration next = FIRST;
        while (paused(next)) next = looked() ? EVERY : AGAIN;
    }

    private boolean paused(Duration time) {
        try {
            pause.of(time);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private boolean looked() {
        try {
            Scrub.Report report = scrub.all();
            counters.count("scrub_runs");
            counters.add("scrub_files_bad", report.bad().size());
            counters.add("scrub_files_removed", scrub.sweep(wallClock.get()).size());
            LOG.info("files checked files={} bad={}", report.checked(), report.bad().size());
            return true;
        } catch (RuntimeException e) {
            counters.count("scrub_failed");
            LOG.error("files were not all checked; again in an hour", e);
            return false;
        }
    }
}

package io.github.canarywave.adapter.mqtt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One thread for what happens later, off the threads of the client library. */
final class Timers {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    private Timers() {}

    static ScheduledExecutorService start() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("mqtt-link").factory());
    }

    /** Runs it after so long; not at all once the timer has been shut down. */
    static void later(ScheduledExecutorService timer, Runnable task, long delay, TimeUnit unit) {
        try {
            ScheduledFuture<?> _ = timer.schedule(() -> guarded(task), delay, unit);
        } catch (RejectedExecutionException e) {
            LOG.debug("timer is shut down, so a task is left out");
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("task of the mqtt link failed; this is a fault of the program", e);
        }
    }
}

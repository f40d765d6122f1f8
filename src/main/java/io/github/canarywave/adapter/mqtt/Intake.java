package io.github.canarywave.adapter.mqtt;

import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Inbox;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Puts signals into the inbox in their order, and keeps what finds it full until there is room: a
 * message that is never acknowledged would hold up all behind it. Safe from any thread.
 */
final class Intake {
    /** Receive Maximum, which bounds what a broker sends without our ack, and commands answered. */
    private static final int LIMIT = 65_535 + Outbox.OUTSTANDING_MAX;

    private static final long RETRY_MILLIS = 50;

    private final Inbox inbox;
    private final ScheduledExecutorService timer;
    private final Queue<Heard> waiting = new ArrayDeque<>();
    private long lost;

    Intake(Inbox inbox, ScheduledExecutorService timer) {
        this.inbox = inbox;
        this.timer = timer;
    }

    /**
     * Takes a signal.
     *
     * @param mustKeep whether it may wait here; what has no bound of its own may not
     */
    synchronized void offer(Heard heard, boolean mustKeep) {
        if (waiting.isEmpty() && inbox.offer(heard)) return;
        if (!mustKeep || waiting.size() >= LIMIT) {
            lost++;
            return;
        }
        waiting.add(heard);
        if (waiting.size() == 1) retryLater();
    }

    synchronized long postponed() {
        return waiting.size();
    }

    synchronized long lost() {
        return lost;
    }

    private synchronized void retry() {
        while (!waiting.isEmpty() && inbox.offer(waiting.element())) waiting.remove();
        if (!waiting.isEmpty()) retryLater();
    }

    private void retryLater() {
        Timers.later(timer, this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
}

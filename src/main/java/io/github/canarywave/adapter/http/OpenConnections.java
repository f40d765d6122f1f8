package io.github.canarywave.adapter.http;

import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The open connections of a port: how many there may be, and until when each must move on.
 * Deadlines instead of idle time-outs, because a slow but living transfer looks idle to the latter.
 * Safe from any thread.
 */
public final class OpenConnections implements AutoCloseable {
    /** Precision of deadlines. */
    private static final long SWEEP_MILLIS = 250;

    /** After this a connection that should close does not wait for what is still unsent. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private static final AttributeKey<Boolean> LATE =
            AttributeKey.valueOf(OpenConnections.class, "late");

    private final Map<HttpConnection, Long> deadlines = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final Vertx vertx;
    private final int limit;
    private final Duration request;
    private final long sweep;

    /**
     * @param limit connections at once
     * @param request from the opening, or from the end of a response, to the end of the next header
     */
    public OpenConnections(Vertx vertx, int limit, Duration request) {
        this.vertx = vertx;
        this.limit = limit;
        this.request = request;
        this.sweep = vertx.setPeriodic(SWEEP_MILLIS, _ -> closeOverdue());
    }

    /** Counts a new connection in, or closes it when there are too many. */
    public boolean admit(HttpConnection connection) {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            refused.increment();
            connection.close();
            return false;
        }
        waitForRequest(connection);
        connection.closeHandler(
                _ -> {
                    open.decrementAndGet();
                    deadlines.remove(connection);
                });
        return true;
    }

    /** The next request must be there within the time for that. */
    public void waitForRequest(HttpConnection connection) {
        within(connection, request);
    }

    /** Something must happen within this time, or the connection is closed. */
    public void within(HttpConnection connection, Duration time) {
        deadlines.put(connection, System.nanoTime() + time.toNanos());
    }

    /** No deadline for now: it is our turn. */
    public void ourTurn(HttpConnection connection) {
        deadlines.remove(connection);
    }

    /** How many there are. */
    public int count() {
        return open.get();
    }

    /** Connections that were closed at once because there were too many. */
    public long refused() {
        return refused.sum();
    }

    /** Whether a connection was closed because it did not move on in time. */
    public static boolean wasLate(HttpConnection connection) {
        return Channels.of(connection).hasAttr(LATE);
    }

    private static void markLate(HttpConnection connection) {
        Channels.find(connection).ifPresent(channel -> channel.attr(LATE).set(true));
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        deadlines.forEach(
                (connection, deadline) -> {
                    if (now - deadline > 0) markLate(connection);
                    if (now - deadline > GRACE_NANOS) Channels.abort(connection);
                    else if (now - deadline > 0) connection.close();
                });
    }

    @Override
    public void close() {
        vertx.cancelTimer(sweep);
    }
}

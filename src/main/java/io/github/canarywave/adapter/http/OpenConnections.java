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
 * The open connections of a port: how many there may be, in all and from one address, and until
 * when each must move on. Deadlines instead of idle time-outs, because a slow but living transfer
 * looks idle to the latter. Safe from any thread.
 */
public final class OpenConnections implements AutoCloseable {
    /** Precision of deadlines. */
    private static final long SWEEP_MILLIS = 250;

    /** After this a connection that should close does not wait for what is still unsent. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private static final AttributeKey<Boolean> LATE =
            AttributeKey.valueOf(OpenConnections.class, "late");

    private static final AttributeKey<Boolean> TOO_MANY =
            AttributeKey.valueOf(OpenConnections.class, "too-many");

    /** A refused one has so long to shake hands, to ask and to hear that it is refused. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);

    private final Map<HttpConnection, Long> deadlines = new ConcurrentHashMap<>();
    private final Map<String, Integer> places = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final Vertx vertx;
    private final Room room;
    private final Duration request;
    private final long sweep;

    /**
     * How many connections there may be at once.
     *
     * @param all from everywhere
     * @param address from one address
     * @param told beyond these, let in only to hear that they are too many; all others are closed
     *     without a word, because a handshake costs more than an answer
     */
    public record Room(int all, int address, int told) {}

    /**
     * @param request from the opening, or from the end of a response, to the end of the next header
     */
    public OpenConnections(Vertx vertx, Room room, Duration request) {
        this.vertx = vertx;
        this.room = room;
        this.request = request;
        this.sweep = vertx.setPeriodic(SWEEP_MILLIS, _ -> closeOverdue());
    }

    /** Counts a new connection in, or closes it when there are too many. */
    public boolean admit(HttpConnection connection) {
        String source = Sources.of(connection);
        if (takes(source)) {
            enter(connection, request, () -> leave(source));
            return true;
        }
        refused.increment();
        if (told.incrementAndGet() <= room.told()) {
            Channels.of(connection).attr(TOO_MANY).set(true);
            enter(connection, TOLD_WITHIN, told::decrementAndGet);
            return true;
        }
        told.decrementAndGet();
        connection.close();
        return false;
    }

    private void enter(HttpConnection connection, Duration time, Runnable leave) {
        within(connection, time);
        connection.closeHandler(
                _ -> {
                    leave.run();
                    deadlines.remove(connection);
                });
    }

    private boolean takes(String source) {
        if (open.incrementAndGet() > room.all()) {
            open.decrementAndGet();
            return false;
        }
        if (places.merge(source, 1, Integer::sum) <= room.address()) return true;
        leave(source);
        return false;
    }

    private void leave(String source) {
        open.decrementAndGet();
        places.computeIfPresent(source, (_, there) -> there == 1 ? null : there - 1);
    }

    /** Whether a connection is let in only to hear that there are too many. */
    public static boolean isTooMany(HttpConnection connection) {
        return Channels.find(connection).filter(channel -> channel.hasAttr(TOO_MANY)).isPresent();
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

    /** How many there are, without those that are only told. */
    public int count() {
        return open.get();
    }

    /** Connections that were refused because there were too many. */
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

package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Operations.Watching;
import io.github.canarywave.app.Telling;
import io.github.canarywave.app.Told;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * What is told on its way to one listener (server-sent events). Nothing is queued for a slow one:
 * of states, maps and overviews the latest waits, what else it missed is asked for again when it
 * has caught up. Confined to the event loop, but for {@link #offer}.
 */
final class EventStream {
    /** Proxies and phones drop connections that are silent for longer. */
    private static final long COMMENT_MILLIS = 15_000;

    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final HttpServerResponse response;
    private final BooleanSupplier allowed;
    private final Runnable gone;
    private final Context loop;
    private final Vertx vertx;
    private final Map<Class<? extends Told>, Buffer> latest = new LinkedHashMap<>();
    private final List<Telling> early = new ArrayList<>();
    private @Nullable Watching watching;
    private OptionalLong place;
    private boolean missedEvents;
    private boolean missedMore;
    private int repeats;
    private long between;
    private boolean open;
    private boolean closed;
    private long comments;

    /**
     * @param after the place up to which the listener knows what happened
     * @param allowed asked before each word: a revoked token hears nothing more
     * @param gone run once when it has ended
     */
    EventStream(
            Vertx vertx,
            Context loop,
            HttpServerResponse response,
            OptionalLong after,
            BooleanSupplier allowed,
            Runnable gone) {
        this.vertx = vertx;
        this.loop = loop;
        this.response = response;
        this.place = after;
        this.allowed = allowed;
        this.gone = gone;
        response.closeHandler(_ -> close());
        response.exceptionHandler(_ -> close());
    }

    /** Takes what comes next, from any thread; never waits. */
    void offer(Telling telling) {
        telling.form(Frames::of); // here, once, and not on the event loop
        loop.runOnContext(_ -> take(telling));
    }

    /** Starts sending, until the listener goes. */
    void open(Watching source) {
        watching = source;
        if (closed) {
            stop();
            return;
        }
        open = true;
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("X-Accel-Buffering", "no");
        comments = vertx.setPeriodic(COMMENT_MILLIS, _ -> comment());
        response.write(Buffer.buffer(": events follow\nretry: 2000\n\n"));
        early.forEach(this::take);
        early.clear();
    }

    private void comment() {
        if (!ended() && !response.writeQueueFull()) response.write(COMMENT);
    }

    private void take(Telling telling) {
        if (closed) return;
        if (!open) {
            early.add(telling);
            return;
        }
        if (ended()) return;
        Buffer frame = telling.form(Frames::of);
        if (behind() || response.writeQueueFull()) miss(telling.what(), frame);
        else send(telling.what(), frame);
    }

    private void send(Told what, Buffer frame) {
        what.place().ifPresent(this::sent);
        response.write(frame);
    }

    /** While something is told again, what comes in between proves nothing of what is owed. */
    private void sent(long upTo) {
        if (repeats == 0) place = OptionalLong.of(upTo);
        else between = Math.max(between, upTo);
    }

    /** From the first that was missed on all is missed until it has caught up: the order stays. */
    private boolean behind() {
        return missedEvents || missedMore || !latest.isEmpty();
    }

    private void miss(Told what, Buffer frame) {
        boolean first = !behind();
        switch (what) {
            case Told.State _, Told.Mapped _, Told.Whole _ -> latest.put(what.getClass(), frame);
            case Told.Happened _ -> missedEvents = true;
            case Told.History _, Told.Grown _ -> missedMore = true;
        }
        if (first) response.drainHandler(_ -> catchUp());
    }

    private void catchUp() {
        if (closed || ended()) return;
        latest.values().forEach(response::write);
        latest.clear();
        if (!missedEvents && !missedMore) return;
        OptionalLong after = missedEvents ? place : OptionalLong.empty();
        boolean whole = missedMore;
        missedEvents = false;
        missedMore = false;
        Watching source = watching;
        if (source == null) return;
        repeats++;
        Thread.ofVirtual()
                .name("watch-again")
                .start(
                        () -> {
                            source.again(after, whole);
                            loop.runOnContext(_ -> repeated());
                        });
    }

    private void repeated() {
        repeats--;
        if (repeats > 0 || missedEvents) return;
        if (between > place.orElse(0)) place = OptionalLong.of(between);
        between = 0;
    }

    /** Whether the listener may hear no more; the stream ends then. */
    private boolean ended() {
        if (allowed.getAsBoolean()) return false;
        close();
        response.end();
        return true;
    }

    /** Ends it before it was opened. */
    void refuse() {
        close();
    }

    private void close() {
        if (closed) return;
        closed = true;
        if (open) vertx.cancelTimer(comments);
        early.clear();
        gone.run();
        stop();
    }

    /** Closing may wait for the room's lock. */
    private void stop() {
        Watching source = watching;
        watching = null;
        if (source != null) Thread.ofVirtual().name("watch-close").start(source::close);
    }
}

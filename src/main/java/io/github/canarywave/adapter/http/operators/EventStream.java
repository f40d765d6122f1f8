package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Operations.Watching;
import io.github.canarywave.app.RolloutStatus;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The states of one rollout on their way to one listener (server-sent events). When the listener is
 * slow the latest state wins. Confined to the event loop, but for {@link #offer}.
 */
final class EventStream {
    /** Proxies and phones drop connections that are silent for longer. */
    private static final long COMMENT_MILLIS = 15_000;

    private final HttpServerResponse response;
    private final BooleanSupplier allowed;
    private final Context loop;
    private final Vertx vertx;
    private final AtomicReference<RolloutStatus> latest = new AtomicReference<>();
    private final AtomicReference<Watching> watching = new AtomicReference<>();
    private boolean open;
    private boolean closed;
    private long comments;

    /**
     * @param allowed asked before each word: a revoked token hears nothing more
     */
    EventStream(Vertx vertx, Context loop, HttpServerResponse response, BooleanSupplier allowed) {
        this.vertx = vertx;
        this.loop = loop;
        this.response = response;
        this.allowed = allowed;
        response.closeHandler(_ -> close());
        response.exceptionHandler(_ -> close());
    }

    /** Takes the next state, from any thread; never waits. */
    void offer(RolloutStatus status) {
        latest.set(status);
        loop.runOnContext(_ -> flush());
    }

    /** Starts sending, until the listener goes. */
    void open(Watching source) {
        watching.set(source);
        if (closed) {
            stop();
            return;
        }
        open = true;
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("X-Accel-Buffering", "no");
        comments =
                vertx.setPeriodic(
                        COMMENT_MILLIS,
                        _ -> {
                            if (!ended() && !response.writeQueueFull()) response.write(":\n\n");
                        });
        response.write(": the state of a rollout, and again whenever it changes\nretry: 2000\n\n");
        flush();
    }

    private void flush() {
        if (!open || closed || ended()) return;
        if (response.writeQueueFull()) {
            response.drainHandler(_ -> flush());
            return;
        }
        RolloutStatus status = latest.getAndSet(null);
        if (status != null) response.write("event: state\ndata: " + Json.status(status) + "\n\n");
    }

    /** Whether the listener may hear no more; the stream ends then. */
    private boolean ended() {
        if (allowed.getAsBoolean()) return false;
        close();
        response.end();
        return true;
    }

    private void close() {
        if (closed) return;
        closed = true;
        if (open) vertx.cancelTimer(comments);
        stop();
    }

    /** Closing may wait for the watcher's lock. */
    private void stop() {
        Watching source = watching.getAndSet(null);
        if (source != null) Thread.ofVirtual().name("watch-close").start(source::close);
    }
}

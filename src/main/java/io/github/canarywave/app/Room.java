package io.github.canarywave.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Everybody who watches one thing. Each is told the same in the same order: the past when it comes
 * in, then what is new. What is told is made once for all. Safe from any thread.
 */
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    /** Twice a second: more than people can follow is waste. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    /** A picture of a million devices takes some of the store's time. */
    static final Duration PICTURE_INTERVAL = Duration.ofSeconds(2);

    private final Scene scene;
    private final ScheduledExecutorService timer;
    private final Set<Consumer<Telling>> listeners = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean painting = new AtomicBoolean();
    private long freshNanos = System.nanoTime() - INTERVAL.toNanos();
    private boolean closed;

    /**
     * @param timer starts what is due, and does nothing itself
     */
    Room(Scene scene, ScheduledExecutorService timer) {
        this.scene = scene;
        this.timer = timer;
    }

    /** Lets somebody in; false when the room is closed. */
    boolean enter(Consumer<Telling> listener, OptionalLong after) {
        lock.lock();
        try {
            if (closed) return false;
            // Thousands may come at once: what is fresh is not asked for again.
            if (System.nanoTime() - freshNanos >= INTERVAL.toNanos()) tellNews();
            greet(listener, after, true);
            listeners.add(listener);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells somebody again who has missed something.
     *
     * @param after the place up to which nothing is missing
     * @param whole whether more than what happened is missing
     */
    void again(Consumer<Telling> listener, OptionalLong after, boolean whole) {
        lock.lock();
        try {
            if (listeners.contains(listener)) greet(listener, after, whole);
        } catch (RuntimeException e) {
            LOG.warn("watcher not told why=\"{}\"", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void greet(Consumer<Telling> listener, OptionalLong after, boolean whole) {
        scene.past(after.orElse(Long.MAX_VALUE), whole).forEach(listener);
    }

    /** Lets somebody go; whether nobody is left and the room is closed. */
    boolean leave(Consumer<Telling> listener) {
        lock.lock();
        try {
            listeners.remove(listener);
            closed = listeners.isEmpty();
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void changed(boolean atOnce) {
        if (atOnce) work(this::news);
        else if (scheduled.compareAndSet(false, true)) later(INTERVAL, this::due);
        if (painting.compareAndSet(false, true)) later(PICTURE_INTERVAL, this::paint);
    }

    private void due() {
        scheduled.set(false);
        news();
    }

    private void news() {
        lock.lock();
        try {
            if (!closed) tellNews();
        } finally {
            lock.unlock();
        }
    }

    private void tellNews() {
        List<Told> news = scene.news();
        freshNanos = System.nanoTime();
        news.forEach(this::toAll);
    }

    private void paint() {
        painting.set(false);
        scene.picture().ifPresent(picture -> tell(new Told.Mapped(picture)));
    }

    /** Tells everybody. */
    void tell(Told what) {
        lock.lock();
        try {
            if (closed) return;
            if (what instanceof Told.Mapped(var picture) && !scene.shows(picture)) return;
            scene.forget();
            toAll(what);
        } finally {
            lock.unlock();
        }
    }

    private void toAll(Told what) {
        Telling telling = new Telling(what);
        listeners.forEach(listener -> listener.accept(telling));
    }

    private void later(Duration wait, Runnable what) {
        try {
            var _ = timer.schedule(() -> work(what), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // The server closes.
        }
    }

    /** On a thread of its own: a store that is slow for one room must not keep the others. */
    private static void work(Runnable what) {
        Thread.ofVirtual()
                .name("room")
                .start(
                        () -> {
                            try {
                                what.run();
                            } catch (RuntimeException e) {
                                LOG.warn("watchers not told why=\"{}\"", e.getMessage());
                            }
                        });
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.HearingTime;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** The one thread that runs the turns of all rollouts of this node. */
public final class TurnLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);

    /** Signals folded in one transaction at most: keeps the commit within a broker's patience. */
    private static final int BATCH = 2_000;

    private static final Duration TICK = Duration.ofMillis(200);

    /** Hearing time is stored at least this often while it runs. */
    private static final Duration CLOCK_STORED = Duration.ofSeconds(5);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Turns turns;
    private final Store store;
    private final Inbox inbox;
    private final CommandChannel channel;
    private final Supplier<Instant> wallClock;
    private final Queue<Runnable> controls = new ConcurrentLinkedQueue<>();
    private final Semaphore work = new Semaphore(0);
    private final AtomicBoolean resend = new AtomicBoolean(true);
    private final Thread thread;
    private volatile boolean running = true;
    private volatile @Nullable Throwable failure;
    private volatile HearingTime time;
    // Kept while the store does not answer: what was taken from the inbox is folded again.
    private List<Heard> batch = List.of();
    private long batchNanos;
    private final Attention attention;
    private long lastNanos;
    private long storedNanos;

    public TurnLoop(
            Turns turns,
            Store store,
            Inbox inbox,
            CommandChannel channel,
            Supplier<Instant> wallClock) {
        this.turns = turns;
        this.store = store;
        this.inbox = inbox;
        this.channel = channel;
        this.wallClock = wallClock;
        this.time = turns.clock(wallClock.get().truncatedTo(ChronoUnit.MILLIS));
        this.attention = new Attention(!turns.somebodyInFlight());
        this.thread = Thread.ofPlatform().name("turns").unstarted(this::run);
    }

    public void start() {
        lastNanos = System.nanoTime();
        inbox.onArrival(work::release);
        thread.start();
    }

    /** The broker has come back: what it has not taken is published again. */
    public void brokerReady() {
        resend.set(true);
        work.release();
    }

    /** Runs a wish of a person before anything else and waits for it. */
    <T> T control(Function<Control, T> wish) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        controls.add(
                () -> {
                    try {
                        answer.complete(turns.control(new Now(time), wish));
                    } catch (RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                });
        work.release();
        try {
            return answer.join();
        } catch (CompletionException e) {
            // The caller shall see what happened, for instance that the store does not answer.
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    /** The instant of the last turn. */
    Now now() {
        return new Now(time);
    }

    /** Why the loop does not turn now, if it does not. */
    public @Nullable Throwable failure() {
        return failure;
    }

    private void run() {
        while (running) {
            try {
                work.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
                work.drainPermits();
                turn();
                failure = null;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // Even without memory: a loop that is gone could not halt anything any more.
                failure = e;
                LOG.error("turn failed, the next one follows in 1 s why=\"{}\"", e.getMessage(), e);
                pause();
            }
        }
    }

    private void turn() {
        advance();
        runControls();
        Now now = new Now(time);
        if (batch.isEmpty()) take();
        if (!batch.isEmpty() || somethingDue(now) || clockIsOld()) {
            turns.facts(batch, now);
            batch = List.of();
            storedNanos = lastNanos;
        }
        runControls();
        if (channel.ready() && resend.get()) resend(now);
        if (turns.withdraw(now)) work.release();
        if (turns.freeze(now)) work.release();
        if (turns.open(now)) work.release();
        runControls();
        turns.wishes(now);
        if (inbox.size() > 0) work.release();
    }

    /** Between all steps: a halt must not wait for a whole turn. */
    private void runControls() {
        for (Runnable wish = controls.poll(); wish != null; wish = controls.poll()) wish.run();
    }

    private void take() {
        batchNanos = System.nanoTime() - inbox.oldestNanos();
        batch = inbox.take(BATCH);
    }

    private void resend(Now now) {
        resend.set(false);
        try {
            turns.resend(now);
        } catch (StoreUnavailable e) {
            resend.set(true);
            throw e;
        }
    }

    private void advance() {
        // Whole milliseconds, as the store keeps them.
        long nanos = lastNanos + (System.nanoTime() - lastNanos) / 1_000_000 * 1_000_000;
        Duration elapsed = Duration.ofNanos(nanos - lastNanos);
        Duration oldest = Duration.ofNanos(oldestNanos());
        HearingTime.Listening listening = attention.after(elapsed, channel.subscribedFor(), oldest);
        time = time.after(elapsed, wallClock.get().truncatedTo(ChronoUnit.MILLIS), listening);
        lastNanos = nanos;
    }

    /** Of a signal that was taken from the inbox and not stored yet, or still waits there. */
    private long oldestNanos() {
        return batch.isEmpty() ? inbox.oldestNanos() : System.nanoTime() - batchNanos;
    }

    private boolean somethingDue(Now now) {
        return !store.read(reads -> reads.due(now.hearing(), 1)).isEmpty();
    }

    private boolean clockIsOld() {
        return lastNanos - storedNanos > CLOCK_STORED.toNanos();
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            running = false;
        }
    }

    @Override
    public void close() {
        running = false;
        work.release();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

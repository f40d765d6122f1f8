package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
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

    /** Far below the second in which a device that comes back must have its command. */
    private static final Duration WISHES_APART = Duration.ofMillis(50);

    /** Hearing time is stored at least this often while it runs. */
    private static final Duration CLOCK_STORED = Duration.ofSeconds(5);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Turns turns;
    private final Store store;
    private final Inbox inbox;
    private final CommandChannel channel;
    private final Supplier<Instant> wallClock;
    private final BlockingQueue<Runnable> controls = new LinkedBlockingQueue<>();
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
    private final Asking asking;
    private final Complaints faultyGates = new Complaints(System::nanoTime);
    private final Complaints complaints = new Complaints(System::nanoTime);
    private long lastNanos;
    private long storedNanos;
    private long wishedNanos;

    /** With gates that ask nobody outside. */
    public TurnLoop(
            Turns turns,
            Store store,
            Inbox inbox,
            CommandChannel channel,
            Supplier<Instant> wallClock) {
        this(turns, store, inbox, channel, wallClock, GateSources.NONE);
    }

    /**
     * @param sources what gates ask outside
     */
    public TurnLoop(
            Turns turns,
            Store store,
            Inbox inbox,
            CommandChannel channel,
            Supplier<Instant> wallClock,
            GateSources sources) {
        this.asking = new Asking(store, sources);
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
        asking.onArrival(work::release);
        thread.start();
    }

    /** The broker has come back: what it has not taken is published again. */
    public void brokerReady() {
        resend.set(true);
        work.release();
    }

    /** Runs a wish of a person before anything else and waits for it. */
    <T> T control(Function<Control, T> wish) {
        return asked(
                () -> {
                    foldKept();
                    return turns.control(now(), wish);
                });
    }

    /**
     * Like {@link #control}, for a wish that stops a rollout.
     *
     * @param notStored run on the turn thread when the store cannot keep it, before another turn
     */
    <T> T stop(Function<Control, T> wish, Runnable notStored) {
        return asked(
                () -> {
                    try {
                        return turns.stop(now(), wish);
                    } catch (StoreUnavailable e) {
                        notStored.run();
                        throw e;
                    }
                });
    }

    private <T> T asked(Supplier<T> wish) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        controls.add(
                () -> {
                    try {
                        answer.complete(wish.get());
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
        return new Now(time, asking.heard());
    }

    /** What must be done before the gates of a campaign can be asked, one sentence each. */
    List<String> unaskable(Campaign campaign) {
        return campaign.waves().stream()
                .flatMap(wave -> wave.gates().stream())
                .filter(Gate.Outside.class::isInstance)
                .map(Gate.Outside.class::cast)
                .map(asking.sources()::missing)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Why nothing may be commanded now. */
    Optional<String> mute() {
        return turns.mute(now());
    }

    /** The rollout as it is in force now, and why it does nothing if the store takes nothing. */
    Rollout shown(Rollout stored) {
        Optional<Rollout> inForce = turns.held().inForce(stored);
        if (inForce.isPresent()) return inForce.get();
        if (stored.state().stopped() || stored.state().over()) return stored;
        return store.trouble().map(stored::because).orElse(stored);
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
                goesOn();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // Even without memory: a loop that is gone could not halt anything any more.
                failed(e);
                pause();
            }
        }
    }

    private void goesOn() {
        if (failure == null) return;
        LOG.info("turns go on failed={}", complaints.since());
        failure = null;
        turns.tellAll();
    }

    private void failed(Throwable e) {
        boolean first = failure == null;
        failure = e;
        // Of a full disk another line tells.
        boolean due = complaints.due(String.valueOf(e.getMessage()));
        if (due && !(e instanceof DiskFull))
            LOG.error("turn failed, the next one follows in 1 s why=\"{}\"", e.getMessage(), e);
        if (!first) return;
        try {
            turns.tellAll();
        } catch (RuntimeException watchers) {
            LOG.warn("watchers not told why=\"{}\"", watchers.getMessage());
        }
    }

    private void turn() {
        advance();
        runControls();
        ask();
        Now now = now();
        turns.storeHeld(now);
        try {
            fold(now);
        } catch (DiskFull e) {
            // What was stopped is taken back with the room that is kept for it.
            while (running && turns.withdraw(now)) runControls();
            throw e;
        }
        runControls();
        if (channel.ready() && resend.get()) resend(now);
        if (turns.withdraw(now)) work.release();
        if (turns.rollBack(now)) work.release();
        if (turns.freeze(now)) work.release();
        if (turns.join(now)) work.release();
        if (turns.open(now)) work.release();
        runControls();
        if (wishesDue()) wish(now);
        if (inbox.size() > 0) work.release();
    }

    /** While signals wait, decisions do not come with each batch: they cost as much as it does. */
    private boolean wishesDue() {
        return inbox.size() == 0 || System.nanoTime() - wishedNanos > WISHES_APART.toNanos();
    }

    /** A fault of ours leaves gates without a reading: they hold, and the rest goes on. */
    private void ask() {
        try {
            asking.take(time).forEach(turns::tell);
            asking.ask(time);
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            if (faultyGates.due(String.valueOf(e.getMessage())))
                LOG.error("gates are not asked by a fault of ours; others go on", e);
        }
    }

    private void wish(Now now) {
        turns.wishes(now);
        wishedNanos = System.nanoTime();
    }

    /**
     * Facts before wishes also when the store has just come back: a resume must know who went on
     * installing meanwhile.
     */
    private void foldKept() {
        if (failure == null) return;
        for (int left = Inbox.LIMIT; left > 0; left -= BATCH) {
            fold(now());
            if (inbox.size() == 0) return;
        }
    }

    private void fold(Now now) {
        if (batch.isEmpty()) take();
        if (batch.isEmpty() && !somethingDue(now) && !clockIsOld()) return;
        turns.facts(batch, now);
        batch = List.of();
        storedNanos = lastNanos;
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

    /** Wishes of people do not wait for its end. */
    private void pause() {
        long end = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
        try {
            for (long left; running && (left = end - System.nanoTime()) > 0; ) {
                Runnable wish = controls.poll(left, TimeUnit.NANOSECONDS);
                if (wish != null) wish.run();
            }
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

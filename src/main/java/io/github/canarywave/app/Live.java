package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Watching;
import io.github.canarywave.domain.campaign.CampaignName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells watchers what changed, at most twice a second for each rollout. Safe from any thread. */
public final class Live implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Map<CampaignName, Room> rooms = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("live").daemon().factory());

    /** Everybody who watches one rollout. */
    private final class Room {
        final Supplier<Optional<RolloutStatus>> source;
        final Set<Consumer<RolloutStatus>> listeners = ConcurrentHashMap.newKeySet();
        final AtomicBoolean scheduled = new AtomicBoolean();

        Room(Supplier<Optional<RolloutStatus>> source) {
            this.source = source;
        }

        void changed() {
            if (!scheduled.compareAndSet(false, true)) return;
            var _ = timer.schedule(this::tell, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }

        void tell() {
            scheduled.set(false);
            try {
                source.get().ifPresent(status -> listeners.forEach(l -> l.accept(status)));
            } catch (RuntimeException e) {
                LOG.warn("watchers not told why=\"{}\"", e.getMessage());
            }
        }
    }

    Watching watch(
            CampaignName name,
            Supplier<Optional<RolloutStatus>> source,
            Consumer<RolloutStatus> listener) {
        Room room = rooms.computeIfAbsent(name, _ -> new Room(source));
        room.listeners.add(listener);
        timer.execute(() -> source.get().ifPresent(listener));
        return () -> room.listeners.remove(listener);
    }

    /**
     * Something of this rollout has changed.
     *
     * @param atOnce whether watchers must not wait for their interval
     */
    public void changed(CampaignName name, boolean atOnce) {
        Room room = rooms.get(name);
        if (room == null || room.listeners.isEmpty()) return;
        if (atOnce) timer.execute(room::tell);
        else room.changed();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Watching;
import io.github.canarywave.domain.campaign.CampaignName;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells watchers what changed, at most twice a second for each rollout. There is a room for each
 * rollout that somebody watches, and one for all of them. Safe from any thread.
 */
public final class Live implements AutoCloseable {
    /** The fleet changes also where no rollout does. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Map<Optional<CampaignName>, Room> rooms = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("live").daemon().factory());

    private volatile Consumer<CampaignName> first = _ -> {};

    public Live() {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> changed(Optional.empty(), false),
                        LOOK_AGAIN.toMillis(),
                        LOOK_AGAIN.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /**
     * Lets somebody in, who is told the past first.
     *
     * @param name empty: all rollouts
     * @param scene what the room shows, if it is not there yet
     * @param after what happened behind this place is told again
     */
    Watching watch(
            Optional<CampaignName> name,
            Supplier<Scene> scene,
            OptionalLong after,
            Consumer<Telling> listener) {
        while (true) {
            Room room = rooms.computeIfAbsent(name, _ -> new Room(scene.get(), timer));
            Watching seat = seat(name, room, listener);
            try {
                // A room that its last watcher has just left is gone for good.
                if (room.enter(listener, after)) return seat;
                rooms.remove(name, room);
            } catch (RuntimeException e) {
                seat.close();
                throw e;
            }
        }
    }

    private Watching seat(Optional<CampaignName> name, Room room, Consumer<Telling> listener) {
        return new Watching() {
            @Override
            public void again(OptionalLong after, boolean whole) {
                room.again(listener, after, whole);
            }

            @Override
            public void close() {
                if (room.leave(listener)) rooms.remove(name, room);
            }
        };
    }

    /** Who keeps something of rollouts for the watchers hears of each change before they do. */
    void onChange(Consumer<CampaignName> keeper) {
        first = keeper;
    }

    /**
     * Something of this rollout has changed.
     *
     * @param atOnce whether watchers must not wait for their interval
     */
    public void changed(CampaignName name, boolean atOnce) {
        first.accept(name);
        changed(Optional.of(name), atOnce);
        changed(Optional.empty(), atOnce);
    }

    private void changed(Optional<CampaignName> name, boolean atOnce) {
        Room room = rooms.get(name);
        if (room != null) room.changed(atOnce);
    }

    /** The curve of this rollout has one more point. */
    public void grown(CampaignName name, Curve.Point point) {
        Room room = rooms.get(Optional.of(name));
        if (room != null) room.tell(new Told.Grown(point));
    }

    /** Rooms that somebody is in. */
    public int rooms() {
        return rooms.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

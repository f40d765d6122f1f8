package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Rollout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks once through the fleet for devices that join a dynamic rollout without having been noticed:
 * when it was frozen, as some may have changed behind the place that had been read, and after each
 * start. A part a turn; confined to the turn thread.
 */
final class Sweeper {
    /** Devices looked at in one transaction. */
    private static final int CHUNK_ROWS = 5_000;

    private final Store store;
    private final Map<CampaignName, DeviceId> reached = new HashMap<>();
    private final Set<CampaignName> swept = new HashSet<>();

    Sweeper(Store store) {
        this.store = store;
    }

    /** What one more part did; nothing when there was none to look at. */
    Optional<Effects> turn(Now now) {
        Optional<Rollout> next =
                store.read(Store.Reads::rolloutsDynamic).stream()
                        .filter(Rollout::takesJoiners)
                        .filter(rollout -> !swept.contains(rollout.name()))
                        .findFirst();
        return next.map(rollout -> sweep(rollout, now));
    }

    private Effects sweep(Rollout rollout, Now now) {
        Optional<DeviceId> after = Optional.ofNullable(reached.get(rollout.name()));
        List<Device> chunk = store.read(reads -> reads.devicesAfter(after, CHUNK_ROWS));
        Effects effects = new Effects();
        store.write(
                tx -> {
                    Book book = new Book(tx, now, effects);
                    new Joining(tx, book, now).offer(rollout, chunk);
                    book.close();
                    return tx;
                });
        if (chunk.size() < CHUNK_ROWS) {
            swept.add(rollout.name());
            reached.remove(rollout.name());
        } else reached.put(rollout.name(), chunk.getLast().id());
        return effects;
    }
}

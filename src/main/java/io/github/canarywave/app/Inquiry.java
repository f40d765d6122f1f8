package io.github.canarywave.app;

import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.FleetStatus;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Rollout;

import java.util.List;
import java.util.Optional;

/** Answers questions from the store. */
final class Inquiry {
    private final Store store;
    private final TurnLoop loop;

    Inquiry(Store store, TurnLoop loop) {
        this.store = store;
        this.loop = loop;
    }

    List<RolloutStatus> rollouts() {
        return store.read(reads -> reads.rollouts().stream().map(r -> status(reads, r)).toList());
    }

    Optional<RolloutStatus> rollout(CampaignName name) {
        return store.read(reads -> reads.rollout(name).map(r -> status(reads, r)));
    }

    private RolloutStatus status(Store.Reads reads, Rollout stored) {
        return Statuses.of(reads, loop.shown(stored), loop.now());
    }

    FleetStatus fleet() {
        Store.FleetCount count = store.read(Store.Reads::fleet);
        return new FleetStatus(count.registered(), count.online(), count.byVersion());
    }

    Optional<DeviceStatus> device(DeviceId id) {
        return store.read(reads -> DevicePages.status(reads, id));
    }

    List<DeviceStatus> devices(Optional<DeviceId> after, int limit) {
        return store.read(
                reads ->
                        new DevicePages(reads, DeviceQuery.ANY)
                                .statuses(reads.devicesAfter(after, limit)));
    }
}

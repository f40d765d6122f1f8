package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.EarlierOutcome;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Selecting;
import io.github.canarywave.domain.rollout.Selection;
import io.github.canarywave.domain.rollout.Selection.Selected;
import io.github.canarywave.domain.rollout.State;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks of many devices at once whether a campaign selects them. Confined to one transaction. */
final class Sieve {
    private final Store.Reads reads;
    private final Selecting selecting;
    private final Optional<CampaignName> outcome;
    private final Optional<CampaignName> bad;

    /** A device and what was said of it. */
    record Sifted(Device device, Selection selection) {}

    /** A device of the cohort. */
    record Taken(Device device, String stratum) {}

    /**
     * @param hearing the instant at which it is asked, hearing time
     */
    Sieve(Store.Reads reads, Campaign campaign, Release release, Instant hearing) {
        this.reads = reads;
        this.outcome = campaign.cohort().outcome().map(EarlierOutcome::campaign);
        this.bad = campaign.cohort().rollbackOf();
        this.selecting =
                new Selecting(
                        campaign.cohort(),
                        release,
                        bad.map(name -> reads.rollout(name).orElseThrow().release()),
                        hearing);
    }

    Sieve(Store.Reads reads, Rollout rollout, Instant hearing) {
        this(reads, rollout.campaign(), rollout.release(), hearing);
    }

    /** What is said of each, in the same order. */
    List<Sifted> sift(List<Device> devices) {
        List<DeviceId> ids = devices.stream().map(Device::id).toList();
        Map<DeviceId, Attempt> earlier = attempts(outcome, ids);
        Map<DeviceId, Attempt> there = attempts(bad, ids);
        return devices.stream()
                .map(
                        device ->
                                new Sifted(
                                        device,
                                        selecting.of(
                                                device,
                                                state(earlier, device),
                                                state(there, device))))
                .toList();
    }

    private Map<DeviceId, Attempt> attempts(Optional<CampaignName> of, List<DeviceId> ids) {
        return of.map(campaign -> reads.attempts(campaign, ids)).orElse(Map.of());
    }

    private static Optional<State> state(Map<DeviceId, Attempt> attempts, Device device) {
        return Optional.ofNullable(attempts.get(device.id())).map(Attempt::state);
    }

    Selection of(Device device) {
        return sift(List.of(device)).getFirst().selection();
    }

    /** Those it selects, in the same order. */
    List<Taken> taken(List<Device> devices) {
        List<Taken> taken = new ArrayList<>();
        for (Sifted sifted : sift(devices))
            if (sifted.selection() instanceof Selected(var stratum))
                taken.add(new Taken(sifted.device(), stratum));
        return taken;
    }
}

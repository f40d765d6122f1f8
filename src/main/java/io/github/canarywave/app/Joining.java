package io.github.canarywave.app;

import io.github.canarywave.app.Sieve.Taken;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CohortOrder;
import io.github.canarywave.domain.rollout.Rollout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets devices join dynamic rollouts: each is appended behind the frozen cohort, in the wave that
 * its number gives it, and moves nobody. Confined to one transaction.
 */
final class Joining {
    private final Store.Tx tx;
    private final Book book;
    private final Now now;
    private final Map<CampaignName, Set<String>> strata = new HashMap<>();
    private Optional<List<Rollout>> dynamic = Optional.empty();

    Joining(Store.Tx tx, Book book, Now now) {
        this.tx = tx;
        this.book = book;
        this.now = now;
    }

    /** A device of which something is new: it joins each rollout that selects it now. */
    void offer(Device device) {
        for (Rollout rollout : dynamic()) offer(rollout, List.of(device));
    }

    private List<Rollout> dynamic() {
        if (dynamic.isEmpty()) dynamic = Optional.of(tx.rolloutsDynamic());
        return dynamic.get();
    }

    /** Those of the devices join that the rollout selects now and has not. */
    void offer(Rollout rollout, List<Device> devices) {
        if (!rollout.takesJoiners()) return;
        List<Taken> taken = new Sieve(tx, rollout, now.hearing()).taken(devices);
        if (taken.isEmpty()) return;
        Set<DeviceId> known =
                tx.attempts(rollout.name(), taken.stream().map(t -> t.device().id()).toList())
                        .keySet();
        for (Taken one : taken) if (!known.contains(one.device().id())) join(rollout.name(), one);
    }

    private void join(CampaignName name, Taken taken) {
        Rollout rollout = book.rollout(name);
        DeviceId device = taken.device().id();
        int wave =
                CohortOrder.waveOfJoiner(
                        device,
                        rollout.campaign().seed(),
                        rollout.campaign().waves(),
                        rollout.cohort());
        Attempt waiting =
                Attempt.frozen(name, device, rollout.devices(), wave, stratum(name, taken));
        boolean open = wave <= rollout.openWave();
        tx.freeze(List.of(open ? waiting.opened(Opener.giveUp(rollout, now)) : waiting));
        book.put(rollout.joining());
        book.fact(waiting, "joined", "wave " + rollout.wave(wave).name());
    }

    /** Joiners make no strata of their own: nobody of them was in the order. */
    private String stratum(CampaignName name, Taken taken) {
        Set<String> frozen = strata.computeIfAbsent(name, n -> new HashSet<>(tx.tally(n).strata()));
        return frozen.contains(taken.stratum()) ? taken.stratum() : CohortOrder.REST;
    }
}

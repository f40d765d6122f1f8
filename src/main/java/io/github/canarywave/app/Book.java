package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CohortOrder;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Fold;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Signal;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Verdict;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The open pages of one transaction: devices and rollouts are read once, changed in memory and
 * written once at its end; attempts, facts, tallies and evidence are written as they change.
 */
final class Book {
    /** Entries of the start order looked at in one query. */
    private static final int PREFIX_ROWS = 1_000;

    private final Store.Tx tx;
    private final Now now;
    private final Effects effects;
    private final Map<DeviceId, Device> devices = new HashMap<>();
    private final Set<DeviceId> dirtyDevices = new HashSet<>();
    private final Map<CampaignName, Rollout> rollouts = new HashMap<>();
    private final Map<CampaignName, Rollout> stored = new HashMap<>();

    Book(Store.Tx tx, Now now, Effects effects) {
        this.tx = tx;
        this.now = now;
        this.effects = effects;
    }

    /** Reads many devices at once that will be asked for. */
    void open(Collection<DeviceId> ids) {
        List<DeviceId> missing = ids.stream().filter(id -> !devices.containsKey(id)).toList();
        devices.putAll(tx.devices(missing));
    }

    Optional<Device> device(DeviceId id) {
        Device known = devices.get(id);
        if (known != null) return Optional.of(known);
        Optional<Device> read = tx.device(id);
        read.ifPresent(device -> devices.put(id, device));
        return read;
    }

    void put(Device device) {
        devices.put(device.id(), device);
        dirtyDevices.add(device.id());
    }

    Rollout rollout(CampaignName name) {
        Rollout known = rollouts.get(name);
        if (known != null) return known;
        Rollout read =
                tx.rollout(name).orElseThrow(() -> new IllegalStateException("no rollout " + name));
        rollouts.put(name, read);
        stored.put(name, read);
        return read;
    }

    void put(Rollout rollout) {
        rollouts.put(rollout.name(), rollout);
    }

    /** Folds a signal into an attempt and writes all that follows from it. */
    Fold.Result fold(Attempt before, Signal signal, String why) {
        Rollout rollout = rollout(before.rollout());
        Fold.Result result =
                new Fold(rollout.campaign()).fold(before, signal, () -> spread(rollout, before));
        if (result.moved()) write(before, result, why);
        weigh(before, result.current().state(), result.evidence());
        return result;
    }

    /** A number from 0 to 1 that spreads the retries of a rollout. */
    private static double spread(Rollout rollout, Attempt ended) {
        return CohortOrder.unit(rollout.campaign().seed(), ended.device() + "/" + ended.number());
    }

    /** Waits longer for a device that fell silent together with others. */
    void excuse(Attempt silent, State waiting, String why) {
        Optional<Counted> known = tx.counted(silent.rollout(), silent.device());
        boolean first = known.filter(Counted::excused).isEmpty();
        known.ifPresent(counted -> tx.weigh(silent, Optional.of(counted.excuse())));
        tx.replace(silent, silent.in(waiting), Optional.empty());
        if (first) fact(silent, "excused", why);
    }

    /** Fixes what a device says of the release, if it is the first word that decides. */
    void fix(Attempt attempt, Verdict verdict) {
        weigh(attempt, attempt.state(), Optional.of(verdict));
    }

    /** Writes how a device counts as evidence once its attempt is in this state. */
    private void weigh(Attempt before, State state, Optional<Verdict> said) {
        if (!Counted.mayChange(before.state(), state, said)) return;
        Optional<Counted> known = tx.counted(before.rollout(), before.device());
        Rollout rollout = rollout(before.rollout());
        Optional<Counted> after =
                Counted.after(known, state, said, rollout.rulings().period(), now.hearing());
        if (!tx.weigh(before, after)) return;
        effects.touched.add(before.rollout());
        Duration probation = rollout.campaign().device().probation();
        after.flatMap(counted -> counted.took(now.hearing(), probation))
                .ifPresent(took -> tx.installed(before, took));
    }

    private void write(Attempt before, Fold.Result result, String why) {
        Rollout rollout = rollout(before.rollout());
        Attempt after = result.attempt();
        if (result.passedStart()) {
            rollout = rollout.starting();
            after = after.started(rollout.started());
        }
        if (after.state() instanceof State.Confirmed) rollout = rollout.confirming();
        if (before.state() instanceof State.Commanded && !after.commandCounts())
            rollout = rollout.commanding(-1);
        put(rollout);
        tx.replace(before, after, result.next());
        effects.touched.add(rollout.name());
        hold(result.next().orElse(after));
        // Progress within a state is no fact; a corrected end is one.
        boolean progress =
                before.state() instanceof State.Active
                        && before.state().word().equals(after.state().word());
        if (!progress) fact(after, after.state().word(), why);
        if (before.state() instanceof State.Starting && after.state() instanceof State.Ended)
            effects.cut.add(after.key());
    }

    /** Notes on the device whether the rollout has it between command and outcome. */
    private void hold(Attempt counting) {
        boolean active = counting.state() instanceof State.Active;
        Device device = device(counting.device()).orElseThrow();
        boolean ours = device.busy().filter(counting.rollout()::equals).isPresent();
        if (!active && ours) put(device.released());
        if (active && !ours) put(device.takenBy(counting.rollout()));
    }

    void fact(Attempt attempt, String what, String why) {
        tx.add(
                new Fact(
                        now.wall(),
                        Optional.of(attempt.rollout()),
                        Optional.of(attempt.device()),
                        attempt.number(),
                        what,
                        why));
    }

    void fact(CampaignName rollout, String what, String why) {
        tx.add(Fact.of(now.wall(), rollout, what, why));
        effects.touched.add(rollout);
    }

    /** Writes what was changed in memory, and the clock. */
    void close() {
        for (CampaignName name : List.copyOf(rollouts.keySet())) {
            Rollout rollout = advanced(rollout(name));
            if (!rollout.equals(stored.get(name))) tx.save(rollout);
        }
        for (DeviceId id : dirtyDevices)
            device(id).ifPresent(device -> tx.save(device, now.hearing()));
        Clockwork.save(tx, now.time());
    }

    private Rollout advanced(Rollout rollout) {
        Rollout before = rollout;
        while (true) {
            List<Rollout.Started> entries =
                    tx.startedAfter(before.name(), before.prefixOrder(), PREFIX_ROWS);
            Rollout after = before.advancing(entries);
            if (after.prefixOrder() < before.prefixOrder() + PREFIX_ROWS) return after;
            before = after;
        }
    }
}

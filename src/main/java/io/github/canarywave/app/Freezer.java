package io.github.canarywave.app;

import io.github.canarywave.app.Sieve.Taken;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CohortOrder;
import io.github.canarywave.domain.rollout.CohortOrder.Member;
import io.github.canarywave.domain.rollout.Preference;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.WaveSpan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Freezes cohorts, a chunk a turn, so that a big fleet stops nobody. What is half done is started
 * again after a restart; the order is the same. Confined to the turn thread.
 */
final class Freezer {
    /** Rows read or written in one transaction. */
    private static final int CHUNK_ROWS = 5_000;

    private final Store store;
    private final Map<CampaignName, Progress> inProgress = new HashMap<>();

    Freezer(Store store) {
        this.store = store;
    }

    /**
     * Does one more chunk of some rollout that is being prepared; whether there was any. Those that
     * must wait for others say so.
     *
     * @param changed told of each rollout that says something else now
     */
    boolean turn(Now now, Consumer<CampaignName> changed) {
        for (Preparing each : store.read(Freezer::preparing)) {
            if (!each.rollout().reason().equals(each.reason())) say(each, changed);
            if (each.waits()) continue;
            inProgress
                    .computeIfAbsent(each.rollout().name(), _ -> new Progress())
                    .turn(each.rollout(), now);
            return true;
        }
        return false;
    }

    /**
     * A rollout that is being prepared.
     *
     * @param waits whether it must wait for another one
     * @param reason what it shall say
     */
    private record Preparing(Rollout rollout, boolean waits, String reason) {}

    private static List<Preparing> preparing(Store.Reads reads) {
        return reads.rolloutsGoingOn().stream()
                .filter(r -> r.state() instanceof RolloutState.Preparing)
                .map(r -> preparing(r, Rivals.of(reads, r.campaign())))
                .toList();
    }

    private static Preparing preparing(Rollout rollout, Optional<Rivals> rivals) {
        return new Preparing(
                rollout,
                rivals.isPresent(),
                rivals.map(Rivals::waits).orElse(Rollout.BEING_FROZEN));
    }

    private void say(Preparing preparing, Consumer<CampaignName> changed) {
        CampaignName name = preparing.rollout().name();
        store.write(
                tx -> {
                    tx.save(tx.rollout(name).orElseThrow().because(preparing.reason()));
                    return tx;
                });
        changed.accept(name);
    }

    /** Devices that were looked at, and those of them that are selected. */
    private record Chunk(List<Device> devices, List<Taken> taken) {}

    private final class Progress {
        private final List<Member> members = new ArrayList<>();
        private final Map<String, String> strata = new HashMap<>();
        private Optional<DeviceId> after = Optional.empty();
        private boolean allRead;
        private List<Member> ordered = List.of();
        private int written;

        void turn(Rollout rollout, Now now) {
            if (!allRead) read(rollout, now);
            else if (written < ordered.size()) write(rollout);
            else finish(rollout, now);
        }

        private void read(Rollout rollout, Now now) {
            Chunk chunk = store.read(reads -> chunk(reads, rollout, now));
            for (Taken taken : chunk.taken()) members.add(member(rollout, taken));
            if (chunk.devices().size() == CHUNK_ROWS)
                after = Optional.of(chunk.devices().getLast().id());
            else order(rollout);
        }

        private Chunk chunk(Store.Reads reads, Rollout rollout, Now now) {
            List<Device> devices = reads.devicesAfter(after, CHUNK_ROWS);
            return new Chunk(devices, new Sieve(reads, rollout, now.hearing()).taken(devices));
        }

        /** Strata are few and devices many: each name is kept once. */
        private Member member(Rollout rollout, Taken taken) {
            return new Member(
                    taken.device().id(),
                    strata.computeIfAbsent(taken.stratum(), Function.identity()),
                    Preference.of(taken.device().labels(), rollout.campaign().waves()));
        }

        private void order(Rollout rollout) {
            allRead = true;
            ordered =
                    CohortOrder.order(
                            members, rollout.campaign().seed(), rollout.campaign().waves());
            store.write(
                    tx -> {
                        tx.clearCohort(rollout.name());
                        return tx;
                    });
        }

        private void write(Rollout rollout) {
            int end = Math.min(ordered.size(), written + CHUNK_ROWS);
            List<Attempt> chunk = new ArrayList<>();
            for (int position = written; position < end; position++)
                chunk.add(frozen(rollout, position));
            store.write(
                    tx -> {
                        tx.freeze(chunk);
                        return tx;
                    });
            written = end;
        }

        private Attempt frozen(Rollout rollout, int position) {
            Member member = ordered.get(position);
            int wave = WaveSpan.waveOf(rollout.campaign().waves(), position, ordered.size());
            return Attempt.frozen(
                    rollout.name(), member.device(), position, wave, member.stratum());
        }

        private void finish(Rollout rollout, Now now) {
            store.write(
                    tx -> {
                        Rollout preparing = tx.rollout(rollout.name()).orElseThrow();
                        if (preparing.state() instanceof RolloutState.Preparing)
                            tx.save(preparing.frozen(ordered.size()));
                        tx.add(
                                Fact.of(
                                        now.wall(),
                                        rollout.name(),
                                        "cohort-frozen",
                                        ordered.size() + " devices"));
                        return tx;
                    });
            inProgress.remove(rollout.name());
        }
    }
}

package io.github.canarywave.app;

import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Explanation;
import io.github.canarywave.app.Operations.FleetStatus;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Eligibility;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Selection;
import io.github.canarywave.domain.rollout.State;

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

    Outcome<List<Explanation>> explain(DeviceId id) {
        return store.read(
                reads ->
                        reads.device(id)
                                .<Outcome<List<Explanation>>>map(
                                        d -> new Outcome.Done<>(explain(reads, d)))
                                .orElseGet(() -> new Outcome.NotFound<>("no device " + id)));
    }

    private List<Explanation> explain(Store.Reads reads, Device device) {
        return reads.rollouts().stream().map(r -> explain(reads, device, r)).toList();
    }

    private Explanation explain(Store.Reads reads, Device device, Rollout rollout) {
        Optional<Attempt> attempt = reads.attempt(rollout.name(), device.id());
        if (attempt.isEmpty())
            return new Explanation(rollout.name(), notSelected(reads, device, rollout), List.of());
        State state = attempt.get().state();
        Candidate candidate = new Candidate(device, attempt.get());
        if (!(state instanceof State.Queued))
            return new Explanation(rollout.name(), said(reads, device, rollout, state), List.of());
        List<Condition> conditions = Eligibility.of(candidate, rollout, loop.now().time());
        String sentence =
                Eligibility.first(conditions)
                        .map(c -> "Not commanded yet: " + c.value() + ".")
                        .orElse("It may go and waits for room: " + rollout.reason() + ".");
        return new Explanation(rollout.name(), sentence, conditions);
    }

    private String notSelected(Store.Reads reads, Device device, Rollout rollout) {
        return switch (new Sieve(reads, rollout, loop.now().hearing()).of(device)) {
            case Selection.Excluded(var why) -> "Not in the cohort: " + why + ".";
            case Selection.Outside _ -> "Not in the cohort: the campaign does not select it.";
            case Selection.Selected _ ->
                    "Not in the cohort: it did not match when the cohort was frozen.";
        };
    }

    private static String said(Store.Reads reads, Device device, Rollout rollout, State state) {
        String why =
                reads.deviceFacts(device.id(), 20).stream()
                        .filter(f -> f.rollout().filter(rollout.name()::equals).isPresent())
                        .filter(f -> f.what().equals(state.word()))
                        .findFirst()
                        .map(f -> " since " + f.at() + (f.why().isEmpty() ? "" : ": " + f.why()))
                        .orElse("");
        return "It is " + state.word() + why + ".";
    }
}

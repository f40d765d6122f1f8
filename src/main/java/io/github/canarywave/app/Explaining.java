package io.github.canarywave.app;

import io.github.canarywave.app.Operations.CohortExplanation;
import io.github.canarywave.app.Operations.Explanation;
import io.github.canarywave.app.Operations.Fetched;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Prospect;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Selection;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.View;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Says why devices are or are not updated, from the store and by the rules of the turns. */
final class Explaining {
    /** More than a device says in years of rollouts. */
    private static final int FACTS = 1_000;

    private final Store store;
    private final Supplier<Now> clock;
    private final Supplier<Optional<String>> mute;
    private final UnaryOperator<Rollout> shown;

    /**
     * @param mute why nothing may be commanded now
     * @param shown makes what is stored what is in force
     */
    Explaining(
            Store store,
            Supplier<Now> clock,
            Supplier<Optional<String>> mute,
            UnaryOperator<Rollout> shown) {
        this.store = store;
        this.clock = clock;
        this.mute = mute;
        this.shown = shown;
    }

    Outcome<List<Explanation>> now(DeviceId id) {
        Now now = clock.get();
        Optional<String> silence = mute.get();
        return known(
                id,
                (reads, device) ->
                        reads.rollouts().stream()
                                .map(r -> now(reads, device, shown.apply(r), now, silence))
                                .toList());
    }

    Outcome<List<Explanation>> at(DeviceId id, Instant at) {
        return known(id, (reads, device) -> new Past(reads, device, at).explanations());
    }

    Outcome<CohortExplanation> cohort(CampaignName name) {
        return store.read(reads -> reads.rollout(name))
                .map(shown)
                .<Outcome<CohortExplanation>>map(
                        rollout ->
                                new Outcome.Done<>(
                                        new Reasons(store, rollout, clock.get(), mute.get()).all()))
                .orElseGet(() -> new Outcome.NotFound<>("no campaign " + name));
    }

    private interface OfDevice {
        List<Explanation> explain(Store.Reads reads, Device device);
    }

    private Outcome<List<Explanation>> known(DeviceId id, OfDevice explaining) {
        return store.read(
                reads ->
                        reads.device(id)
                                .<Outcome<List<Explanation>>>map(
                                        d -> new Outcome.Done<>(explaining.explain(reads, d)))
                                .orElseGet(() -> new Outcome.NotFound<>("no device " + id)));
    }

    private static Explanation now(
            Store.Reads reads, Device device, Rollout rollout, Now now, Optional<String> mute) {
        Optional<Attempt> attempt = reads.attempt(rollout.name(), device.id());
        List<Fact> facts = facts(reads, device, rollout.name());
        if (attempt.isEmpty())
            return plain(rollout, notSelected(reads, device, rollout, now), List.of());
        State state = attempt.get().state();
        if (!(state instanceof State.Queued)) {
            String fetched =
                    Fetched.of(state, rollout, device.model()).map(f -> ", " + f).orElse("");
            return plain(rollout, said(state, fetched, facts, now), facts);
        }
        View view = Views.of(reads, rollout, now, mute);
        Prospect prospect = Prospect.of(new Candidate(device, attempt.get()), view, now.time());
        return new Explanation(
                rollout.name(),
                prospect.sentence(now.hearing()),
                prospect.conditions().stream().map(c -> onTheWall(c, now)).toList(),
                prospect.goesNow()
                        ? Optional.of(now.wall())
                        : prospect.earliest().map(at -> onTheWall(at, now)),
                commanded(facts));
    }

    private static Explanation plain(Rollout rollout, String sentence, List<Fact> facts) {
        return new Explanation(
                rollout.name(), sentence, List.of(), Optional.empty(), commanded(facts));
    }

    private static List<Fact> facts(Store.Reads reads, Device device, CampaignName rollout) {
        return reads.deviceFacts(device.id(), FACTS).stream()
                .filter(f -> f.rollout().filter(rollout::equals).isPresent())
                .toList();
    }

    static List<Fact> commanded(List<Fact> facts) {
        return facts.reversed().stream().filter(f -> f.what().equals("Commanded")).toList();
    }

    /** Rules run on hearing time; people look at the wall. */
    private static Condition onTheWall(Condition c, Now now) {
        return new Condition(
                c.name(), c.value(), c.met(), c.change().map(at -> onTheWall(at, now)));
    }

    private static Instant onTheWall(Instant hearing, Now now) {
        return now.wall().plus(Duration.between(now.hearing(), hearing));
    }

    private static String notSelected(Store.Reads reads, Device device, Rollout rollout, Now now) {
        if (rollout.state() instanceof RolloutState.Preparing)
            return "Not known yet: " + rollout.reason() + ".";
        return switch (new Sieve(reads, rollout, now.hearing()).of(device)) {
            case Selection.Excluded(var why) -> "Not in the cohort: " + why + ".";
            case Selection.Outside _ -> "Not in the cohort: the campaign does not select it.";
            case Selection.Selected _ ->
                    "Not in the cohort: it did not match when the cohort was frozen.";
        };
    }

    private static String said(State state, String fetched, List<Fact> facts, Now now) {
        String since =
                facts.stream()
                        .filter(f -> f.what().equals(state.word()))
                        .findFirst()
                        .map(f -> " since " + f.at() + (f.why().isEmpty() ? "" : ": " + f.why()))
                        .orElse("");
        String until =
                state instanceof State.Active
                        ? "; out of time in "
                                + Math.max(
                                        0,
                                        Duration.between(now.hearing(), state.deadline())
                                                .toSeconds())
                                + " s"
                        : "";
        return "It is " + state.word() + since + fetched + until + ".";
    }
}

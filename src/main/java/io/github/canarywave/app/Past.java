package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Explanation;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a device was or was not updated at an instant before, as it was stored then. */
final class Past {
    private static final int FACTS = 1_000;

    /** A rollout opens at most 32 waves; holds and halts in between. */
    private static final int DECISIONS = 10_000;

    private final Store.Reads reads;
    private final Device device;
    private final Instant at;

    /**
     * @param at wall clock
     */
    Past(Store.Reads reads, Device device, Instant at) {
        this.reads = reads;
        this.device = device;
        this.at = at;
    }

    /** Of each rollout that had decided something then. */
    List<Explanation> explanations() {
        List<Explanation> all = new ArrayList<>();
        for (Rollout rollout : reads.rollouts())
            reads.attempt(rollout.name(), device.id())
                    .flatMap(attempt -> of(rollout, attempt))
                    .ifPresent(all::add);
        return all;
    }

    private Optional<Explanation> of(Rollout rollout, Attempt attempt) {
        List<Decided> decided = reads.decided(rollout.name(), at, DECISIONS);
        if (decided.isEmpty()) return Optional.empty();
        List<Fact> facts = facts(rollout.name());
        String sentence =
                facts.isEmpty()
                        ? neverCommanded(rollout, attempt, decided)
                        : stood(facts.getFirst(), decided.getFirst());
        return Optional.of(
                new Explanation(
                        rollout.name(),
                        sentence,
                        List.of(),
                        Optional.empty(),
                        Explaining.commanded(facts)));
    }

    private List<Fact> facts(CampaignName rollout) {
        return reads.deviceFacts(device.id(), FACTS).stream()
                .filter(f -> f.rollout().filter(rollout::equals).isPresent())
                .filter(f -> !f.at().isAfter(at))
                .toList();
    }

    private String stood(Fact last, Decided rollout) {
        return "It was "
                + last.what()
                + " since "
                + last.at()
                + (last.why().isEmpty() ? "" : ": " + last.why())
                + "; "
                + said(rollout);
    }

    private String neverCommanded(Rollout rollout, Attempt attempt, List<Decided> decided) {
        String wave = rollout.wave(attempt.wave()).name();
        boolean open =
                decided.stream()
                        .anyMatch(
                                d ->
                                        d.what().equals("OpenWave")
                                                && d.why().startsWith("wave " + wave + ": "));
        return "Not commanded then: wave "
                + wave
                + (open ? " was open" : " was not open")
                + "; "
                + said(decided.getFirst());
    }

    /** What was in force for the rollout: the last decision, or what a person said after it. */
    private String said(Decided decided) {
        return reads.rolloutFacts(decided.rollout(), FACTS).stream()
                .filter(f -> !f.at().isAfter(at))
                .findFirst()
                .filter(f -> f.at().isAfter(decided.at()))
                .map(f -> "the rollout since " + f.at() + ": " + f.what() + " " + f.why() + ".")
                .orElseGet(
                        () ->
                                "the rollout since "
                                        + decided.at()
                                        + ": "
                                        + decided.why()
                                        + " ("
                                        + decided.grounds()
                                        + ").");
    }
}

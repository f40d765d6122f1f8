package io.github.canarywave.app;

import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.Rollout;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts names of campaigns and waves in a filter to what they stand for, or says why not. */
final class FleetWish {
    private FleetWish() {}

    /** Does it with the query that a filter means. */
    static <T> Outcome<T> of(
            Store.Reads reads, DeviceFilter filter, Function<Query, Outcome<T>> answer) {
        Optional<CampaignName> campaign = filter.campaign();
        if (campaign.isEmpty())
            return filter.wave()
                    .<Outcome<T>>map(
                            wave ->
                                    invalid(
                                            "wave needs a campaign, because each has its own: add"
                                                    + " campaign=NAME, got wave="
                                                    + wave))
                    .orElseGet(() -> answer.apply(new Query(filter, OptionalInt.empty())));
        Optional<Rollout> rollout = reads.rollout(campaign.get());
        if (rollout.isEmpty())
            return invalid("campaign must be one that there is, got \"" + campaign.get() + "\"");
        if (filter.wave().isEmpty()) return answer.apply(new Query(filter, OptionalInt.empty()));
        OptionalInt wave = wave(rollout.get(), filter.wave().get());
        return wave.isPresent()
                ? answer.apply(new Query(filter, wave))
                : invalid(noWave(rollout.get(), filter.wave().get()));
    }

    private static OptionalInt wave(Rollout rollout, String name) {
        List<Wave> waves = rollout.campaign().waves();
        for (int i = 0; i < waves.size(); i++)
            if (waves.get(i).name().equals(name)) return OptionalInt.of(i);
        return OptionalInt.empty();
    }

    private static String noWave(Rollout rollout, String name) {
        return "wave must be one of campaign "
                + rollout.name()
                + " ("
                + rollout.campaign().waves().stream()
                        .map(Wave::name)
                        .collect(Collectors.joining(", "))
                + "), got \""
                + name
                + "\"";
    }

    static <T> Outcome<T> invalid(String problem) {
        return new Outcome.Invalid<>(List.of(problem));
    }
}

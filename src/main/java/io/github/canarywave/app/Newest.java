package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.VersionNumber;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The newest published versions for each model, one for each product that has an artifact for it.
 * Where versions have no order the one added last is the newest.
 */
record Newest(Map<Model, Set<Version>> versions) {
    private record Line(Product product, Model model) {}

    /**
     * @param releases the one added last first
     */
    static Newest of(List<Release> releases) {
        Map<Line, Version> newest = new HashMap<>();
        for (Release release : releases)
            if (release.state() instanceof ReleaseState.Published)
                release.artifacts()
                        .forEach(
                                (model, artifact) ->
                                        newest.merge(
                                                new Line(release.name().product(), model),
                                                artifact.content().version(),
                                                Newest::newer));
        Map<Model, Set<Version>> versions = new HashMap<>();
        newest.forEach(
                (line, version) ->
                        versions.computeIfAbsent(line.model(), _ -> new HashSet<>()).add(version));
        return new Newest(versions);
    }

    private static Version newer(Version addedLater, Version addedBefore) {
        Optional<VersionNumber> later = VersionNumber.of(addedLater);
        Optional<VersionNumber> before = VersionNumber.of(addedBefore);
        boolean ordered =
                later.isPresent() && before.isPresent() && later.get().isOfTheKindOf(before.get());
        return ordered && later.get().orderTo(before.get()) < 0 ? addedBefore : addedLater;
    }

    /** Whether there is nothing newer for a device of this model that runs this version. */
    boolean is(Model model, Version running) {
        Set<Version> newest = versions.get(model);
        return newest == null || newest.contains(running);
    }
}

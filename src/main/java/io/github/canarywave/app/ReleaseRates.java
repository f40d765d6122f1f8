package io.github.canarywave.app;

import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.Outcome;
import io.github.canarywave.app.FleetViews.ReleaseRate;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What became of each release, by counts alone. Confined to one transaction. */
final class ReleaseRates {
    private final Store.Reads reads;
    private final List<Cell> cells;
    private final List<Outcome> outcomes;

    private ReleaseRates(Store.Reads reads) {
        this.reads = reads;
        this.cells = reads.fleetViews().cells();
        this.outcomes = reads.fleetViews().outcomes();
    }

    static List<ReleaseRate> all(Store.Reads reads) {
        ReleaseRates rates = new ReleaseRates(reads);
        return reads.releases().stream().map(rates::of).toList();
    }

    private ReleaseRate of(Release release) {
        return new ReleaseRate(
                release.name(),
                release.state().word(),
                cells.stream().filter(cell -> runs(cell, release)).mapToLong(Cell::devices).sum(),
                ended(release, Set.of("Confirmed")),
                ended(release, Statuses.FAILED),
                signers(release),
                release.sbom().isPresent());
    }

    private static boolean runs(Cell cell, Release release) {
        Optional<Artifact> artifact = Optional.ofNullable(release.artifacts().get(cell.model()));
        return artifact.map(a -> a.content().version()).equals(cell.version())
                && cell.version().isPresent();
    }

    private long ended(Release release, Set<String> states) {
        return outcomes.stream()
                .filter(outcome -> outcome.release().equals(release.name()))
                .filter(outcome -> states.contains(outcome.state()))
                .mapToLong(Outcome::devices)
                .sum();
    }

    private List<String> signers(Release release) {
        return release.artifacts().keySet().stream()
                .flatMap(model -> reads.catalogue().signatures(release.name(), model).stream())
                .map(ReleaseSignature::key)
                .distinct()
                .sorted()
                .toList();
    }
}

package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.Durations;
import io.github.canarywave.domain.campaign.Exclusion;
import io.github.canarywave.domain.campaign.VersionRule;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Selection.Excluded;
import io.github.canarywave.domain.rollout.Selection.Outside;
import io.github.canarywave.domain.rollout.Selection.Selected;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which devices belong to the cohort of a campaign; plan, freezing, joining and explain all
 * ask it. Same arguments, same answer.
 */
public final class Selecting {
    private final Cohort cohort;
    private final Release release;
    private final Optional<GoingBack> back;
    private final Instant now;

    /**
     * @param now hearing time
     */
    public Selecting(Cohort cohort, Release release, Instant now) {
        this(cohort, release, Optional.empty(), now);
    }

    /**
     * @param bad what the devices of a rollback go back from
     * @param now hearing time
     */
    public Selecting(Cohort cohort, Release release, Optional<Release> bad, Instant now) {
        this.cohort = cohort;
        this.release = release;
        this.back = bad.map(GoingBack::new);
        this.now = now;
    }

    /** As {@link #of(Device, Optional, Optional)}, of a campaign that is no rollback. */
    public Selection of(Device device, Optional<State> earlier) {
        return of(device, earlier, Optional.empty());
    }

    /**
     * Whether a device belongs to the cohort, and why not.
     *
     * @param earlier where it stands in the campaign that the cohort names, if it is in that
     * @param bad the same of the campaign that is rolled back
     */
    public Selection of(Device device, Optional<State> earlier, Optional<State> bad) {
        if (!isSpokenOf(device, earlier)) return new Outside();
        if (back.filter(from -> !from.concerns(device, bad)).isPresent()) return new Outside();
        Optional<Artifact> artifact =
                Optional.ofNullable(release.artifacts().get(device.model()))
                        .filter(_ -> fits(device));
        if (artifact.isEmpty()) return ofOtherModel(device);
        return leftOut(device)
                .or(() -> ofOtherVersion(device))
                .or(() -> silent(device))
                .or(() -> needsNot(device, artifact.get(), bad))
                .<Selection>map(Excluded::new)
                .orElseGet(() -> new Selected(stratum(device)));
    }

    private boolean isSpokenOf(Device device, Optional<State> earlier) {
        return (cohort.devices().isEmpty() || cohort.devices().contains(device.id()))
                && cohort.labels().matches(device.labels())
                && cohort.outcome()
                        .map(o -> earlier.filter(s -> o.states().contains(s.word())).isPresent())
                        .orElse(true);
    }

    private boolean fits(Device device) {
        return cohort.models().isEmpty() || cohort.models().contains(device.model());
    }

    /** Of the whole fleet nobody asks why another product is left out. */
    private Selection ofOtherModel(Device device) {
        boolean named = !cohort.models().isEmpty() && fits(device);
        if (!named && !cohort.isNarrow()) return new Outside();
        return new Excluded(
                fits(device)
                        ? "the release has no artifact for model " + device.model()
                        : "model " + device.model() + " is not selected");
    }

    private Optional<String> leftOut(Device device) {
        Exclusion exclude = cohort.exclude();
        if (exclude.devices().contains(device.id())) return Optional.of("excluded by name");
        if (!exclude.labels().isEmpty() && exclude.labels().matches(device.labels()))
            return Optional.of("excluded by label");
        if (exclude.models().contains(device.model())) return Optional.of("excluded by model");
        if (exclude.version() instanceof VersionRule.Any) return Optional.empty();
        return switch (exclude.version().of(version(device))) {
            case NO -> Optional.empty();
            case YES -> Optional.of("excluded by version " + exclude.version());
            // When in doubt, do not publish.
            case INCOMPARABLE ->
                    Optional.of(
                            "its version has no place in the excluded range " + exclude.version());
            case UNKNOWN -> Optional.of("its version is not known, and some are excluded");
        };
    }

    private Optional<String> ofOtherVersion(Device device) {
        return switch (cohort.version().of(version(device))) {
            case YES -> Optional.empty();
            case NO -> Optional.of("runs another version than " + cohort.version());
            case INCOMPARABLE ->
                    Optional.of("its version has no place in the range " + cohort.version());
            case UNKNOWN -> Optional.of("its version is not known");
        };
    }

    private Optional<String> silent(Device device) {
        return cohort.lastSeen()
                .filter(within -> device.heard().isBefore(now.minus(within)))
                .map(within -> "not heard within " + Durations.text(within));
    }

    private Optional<String> needsNot(Device device, Artifact artifact, Optional<State> bad) {
        Optional<Running> running = device.running();
        boolean open = back.filter(from -> from.isOpen(device, bad)).isPresent();
        if (!open && running.filter(artifact.wanted()::isRunBy).isPresent())
            return Optional.of("runs it already");
        int wanted = artifact.content().securityVersion();
        if (open && back.orElseThrow().securityVersion(device) > wanted)
            return Optional.of("may run a higher security version than " + wanted);
        return running.filter(r -> r.securityVersion() > wanted)
                .map(_ -> "runs a higher security version than " + wanted);
    }

    private static Optional<Version> version(Device device) {
        return device.running().map(Running::version);
    }

    private static String stratum(Device device) {
        String version = version(device).map(Version::value).orElse("unknown");
        return device.model() + " " + version + " " + new TreeMap<>(device.labels());
    }
}

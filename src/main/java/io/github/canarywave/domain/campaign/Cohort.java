package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which devices a campaign selects. An empty part selects everything; parts narrow each other.
 *
 * @param labels what the labels of a device must be
 * @param models hardware kinds; empty: each kind the release has an artifact for
 * @param devices devices by name; empty: any
 * @param version what a device must run
 * @param lastSeen how long ago a device was heard at most, in hearing time
 * @param outcome how an earlier campaign must have gone on a device
 * @param exclude who is left out of these
 * @param rollbackOf the campaign whose release devices must run, or have begun to install without
 *     telling since what they run
 * @param dynamic whether devices that are selected later join the cohort
 */
public record Cohort(
        Selector labels,
        Set<Model> models,
        Set<DeviceId> devices,
        VersionRule version,
        Optional<Duration> lastSeen,
        Optional<EarlierOutcome> outcome,
        Exclusion exclude,
        Optional<CampaignName> rollbackOf,
        boolean dynamic) {
    public static final Cohort EVERY_DEVICE = new Cohort(Map.of(), Set.of(), Set.of(), Map.of());

    public Cohort {
        models = Set.copyOf(models);
        devices = Set.copyOf(devices);
    }

    /** A cohort that nobody joins. */
    public Cohort(
            Selector labels,
            Set<Model> models,
            Set<DeviceId> devices,
            VersionRule version,
            Optional<Duration> lastSeen,
            Optional<EarlierOutcome> outcome,
            Exclusion exclude) {
        this(labels, models, devices, version, lastSeen, outcome, exclude, Optional.empty(), false);
    }

    /** The same cohort, which devices join later or not. */
    public Cohort dynamic(boolean joined) {
        return new Cohort(
                labels, models, devices, version, lastSeen, outcome, exclude, rollbackOf, joined);
    }

    /** The same cohort, of those that must go back from the release of a campaign. */
    public Cohort rollbackOf(Optional<CampaignName> bad) {
        return new Cohort(
                labels, models, devices, version, lastSeen, outcome, exclude, bad, dynamic);
    }

    /**
     * A cohort by labels, models and names alone.
     *
     * @param excludeLabels a device that carries all of these is left out; empty: nobody is
     */
    public Cohort(
            Map<String, String> matchLabels,
            Set<Model> models,
            Set<DeviceId> devices,
            Map<String, String> excludeLabels) {
        this(
                new Selector(matchLabels, List.of()),
                models,
                devices,
                VersionRule.ANY,
                Optional.empty(),
                Optional.empty(),
                new Exclusion(
                        new Selector(excludeLabels, List.of()),
                        Set.of(),
                        Set.of(),
                        VersionRule.ANY));
    }

    /** Whether it speaks of some devices only, so that the others need no word. */
    public boolean isNarrow() {
        return !labels.isEmpty() || !devices.isEmpty() || rollbackOf.isPresent();
    }
}

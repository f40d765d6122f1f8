package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Running;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether a device belongs to the cohort of a campaign. */
public sealed interface Selection {
    /**
     * It does.
     *
     * @param stratum devices of the same model, version and labels share it
     */
    record Selected(String stratum) implements Selection {}

    /** It does not, and the plan says why. */
    record Excluded(String why) implements Selection {}

    /** The campaign does not speak of it. */
    record Outside() implements Selection {}

    static Selection of(Device device, Cohort cohort, Release release) {
        if (!matches(device, cohort)) return new Outside();
        Artifact artifact = release.artifacts().get(device.model());
        if (artifact == null)
            return cohort.devices().contains(device.id())
                            || cohort.models().contains(device.model())
                    ? new Excluded("the release has no artifact for model " + device.model())
                    : new Outside();
        if (!cohort.excludeLabels().isEmpty() && carries(device, cohort.excludeLabels()))
            return new Excluded("excluded by label");
        Optional<Running> running = device.running();
        if (running.filter(artifact.wanted()::isRunBy).isPresent())
            return new Excluded("runs it already");
        int wanted = artifact.content().securityVersion();
        if (running.filter(r -> r.securityVersion() > wanted).isPresent())
            return new Excluded("runs a higher security version than " + wanted);
        return new Selected(stratum(device));
    }

    private static boolean matches(Device device, Cohort cohort) {
        return (cohort.devices().isEmpty() || cohort.devices().contains(device.id()))
                && (cohort.models().isEmpty() || cohort.models().contains(device.model()))
                && carries(device, cohort.matchLabels());
    }

    private static boolean carries(Device device, Map<String, String> labels) {
        return device.labels().entrySet().containsAll(labels.entrySet());
    }

    private static String stratum(Device device) {
        String version = device.running().map(r -> r.version().value()).orElse("unknown");
        return device.model() + " " + version + " " + new TreeMap<>(device.labels());
    }
}

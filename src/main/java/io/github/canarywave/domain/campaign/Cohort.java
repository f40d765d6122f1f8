package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;

import java.util.Map;
import java.util.Set;

/**
 * Which devices a campaign selects. An empty part selects everything; parts narrow each other.
 *
 * @param matchLabels labels that a device must carry with these values
 * @param models hardware kinds; empty: each kind the release has an artifact for
 * @param devices devices by name; empty: any
 * @param excludeLabels a device that carries all of these is left out; empty: nobody is
 */
public record Cohort(
        Map<String, String> matchLabels,
        Set<Model> models,
        Set<DeviceId> devices,
        Map<String, String> excludeLabels) {
    public static final Cohort EVERY_DEVICE = new Cohort(Map.of(), Set.of(), Set.of(), Map.of());

    public Cohort {
        matchLabels = Map.copyOf(matchLabels);
        models = Set.copyOf(models);
        devices = Set.copyOf(devices);
        excludeLabels = Map.copyOf(excludeLabels);
    }
}

package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;

import java.util.Set;

/**
 * Which devices of a cohort are left out. Each part leaves out on its own; an empty one nobody.
 *
 * @param labels a device is left out when all of it holds
 */
public record Exclusion(
        Selector labels, Set<Model> models, Set<DeviceId> devices, VersionRule version) {
    public static final Exclusion NOBODY =
            new Exclusion(Selector.ANY, Set.of(), Set.of(), VersionRule.ANY);

    public Exclusion {
        models = Set.copyOf(models);
        devices = Set.copyOf(devices);
    }
}

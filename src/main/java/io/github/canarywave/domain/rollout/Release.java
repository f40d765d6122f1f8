package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;

import java.util.Map;

/**
 * A version of a product that devices may be given.
 *
 * @param artifacts one for each model
 */
public record Release(ReleaseName name, Map<Model, Artifact> artifacts) {
    public Release {
        artifacts = Map.copyOf(artifacts);
    }
}

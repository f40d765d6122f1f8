package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.Sha256;

import java.util.Map;
import java.util.Optional;

/**
 * A version of a product that devices may be given.
 *
 * @param artifacts one for each model
 * @param notes what a person wrote about it, may be empty
 * @param sbom what it is made of, if somebody said
 */
public record Release(
        ReleaseName name,
        Map<Model, Artifact> artifacts,
        ReleaseState state,
        String notes,
        Optional<Sbom> sbom) {
    public Release {
        artifacts = Map.copyOf(artifacts);
    }

    /** One that is published, with nothing written about it. */
    public Release(ReleaseName name, Map<Model, Artifact> artifacts) {
        this(name, artifacts, new ReleaseState.Published(), "", Optional.empty());
    }

    /**
     * A list of what a release is made of, as a file.
     *
     * @param form CycloneDX or SPDX
     */
    public record Sbom(Sha256 file, String form) {}

    /** The same in another state. */
    public Release in(ReleaseState next) {
        return new Release(name, artifacts, next, notes, sbom);
    }
}

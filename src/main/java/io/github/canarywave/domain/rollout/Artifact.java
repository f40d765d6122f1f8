package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.image.Sha256;

/**
 * One stored file of a release, for one model.
 *
 * @param content the signed claim about it
 * @param image digest that a device running it can tell
 */
public record Artifact(ArtifactContent content, Sha256 image) {
    public Wanted wanted() {
        return new Wanted(content.version(), image, content.sha256(), content.securityVersion());
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.ArtifactContent;

/** Knows which release keys are trusted. */
@FunctionalInterface
public interface ManifestVerifier {
    /** Whether a trusted release key signed exactly this claim. */
    boolean verifies(ArtifactContent claim);
}

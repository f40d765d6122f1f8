package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.ArtifactContent;

/** Knows which release keys this server was given. */
@FunctionalInterface
public interface ManifestVerifier {
    /** Whether the key that it names, and that was given, signed exactly this claim. */
    boolean verifies(ArtifactContent claim);
}

package io.github.canarywave.domain.fleet;

import io.github.canarywave.domain.image.Sha256;

import java.util.Optional;

/**
 * What a device runs, in its own words.
 *
 * @param image digest of the running image as far as the device can tell it; it decides before the
 *     version, because descriptors of some build tools lie
 * @param securityVersion the counter that never goes down
 */
public record Running(Version version, Optional<Sha256> image, int securityVersion) {}

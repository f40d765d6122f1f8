package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;

/**
 * What a device shall run.
 *
 * @param image digest that a device running it can tell
 * @param file digest of the whole file, told by devices that cannot tell the other
 * @param securityVersion its counter; a device above it never goes back to it
 */
public record Wanted(Version version, Sha256 image, Sha256 file, int securityVersion) {
    /** The image decides; only a device that cannot tell its image is taken at its version. */
    public boolean isRunBy(Running running) {
        return running.image()
                .map(told -> told.equals(image) || told.equals(file))
                .orElseGet(() -> running.version().equals(version));
    }
}

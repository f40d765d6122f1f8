package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Device;

import java.util.Optional;

/**
 * Says of a device whether it must go back from a release: it runs it, or it may.
 *
 * @param bad the release that is to be left
 */
record GoingBack(Release bad) {
    /**
     * Whether the device runs the release, or began to install it and has not said since what it
     * runs.
     *
     * @param there where it stands in the campaign that brought the release, if it is in that
     */
    boolean concerns(Device device, Optional<State> there) {
        return runs(device) || began(there);
    }

    /** Whether nobody knows what the device runs: what it said last it said before it installed. */
    boolean isOpen(Device device, Optional<State> there) {
        return began(there) && !runs(device);
    }

    /** The security version that the device has if it runs the release. */
    int securityVersion(Device device) {
        Artifact artifact = bad.artifacts().get(device.model());
        return artifact == null ? 0 : artifact.content().securityVersion();
    }

    private boolean runs(Device device) {
        Artifact artifact = bad.artifacts().get(device.model());
        return artifact != null && device.running().filter(artifact.wanted()::isRunBy).isPresent();
    }

    /** A device that was heard after it installed has another state. */
    private static boolean began(Optional<State> there) {
        return there.filter(s -> s instanceof State.Applying || s instanceof State.Lost)
                .isPresent();
    }
}

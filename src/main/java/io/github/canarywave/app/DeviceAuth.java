package io.github.canarywave.app;

/** Says whether a device is who it says it is. Safe from any thread. */
@FunctionalInterface
public interface DeviceAuth {
    /**
     * Whether this token was given to this device.
     *
     * @param deviceId as claimed, not yet checked for its shape
     */
    boolean admits(String deviceId, String token);
}

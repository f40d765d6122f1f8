package io.github.canarywave.app;

import java.math.BigInteger;

/** Says whether a device is who it says it is. Safe from any thread. */
@FunctionalInterface
public interface DeviceAuth {
    /**
     * Whether this token was given to this device.
     *
     * @param deviceId as claimed, not yet checked for its shape
     */
    boolean admits(String deviceId, String token);

    /**
     * Whether the certificate with this serial number is the one that this device has now. Where
     * nobody keeps certificates, none is.
     *
     * @param deviceId as claimed, not yet checked for its shape
     */
    default boolean admitsCertificate(String deviceId, BigInteger serial) {
        return false;
    }
}

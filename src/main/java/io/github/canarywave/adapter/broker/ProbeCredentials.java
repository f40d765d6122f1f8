package io.github.canarywave.adapter.broker;

import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.wire.OwnIds;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The passwords of the two throw-away devices by which the server tests its broker; made anew at
 * each start, never stored.
 */
public record ProbeCredentials(String passwordA, String passwordB) {
    /** Who knows a password of these is such a device; all others are asked for elsewhere. */
    DeviceAuth before(DeviceAuth others) {
        return (id, password) -> {
            if (id.equals(OwnIds.PROBE_A.value())) return same(password, passwordA);
            if (id.equals(OwnIds.PROBE_B.value())) return same(password, passwordB);
            return others.admits(id, password);
        };
    }

    private static boolean same(String presented, String known) {
        return MessageDigest.isEqual(
                presented.getBytes(StandardCharsets.UTF_8), known.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ProbeCredentials[(hidden)]";
    }
}

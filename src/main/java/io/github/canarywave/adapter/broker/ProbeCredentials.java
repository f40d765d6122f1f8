package io.github.canarywave.adapter.broker;

import io.github.canarywave.wire.OwnIds;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The passwords of the two throw-away devices by which the server tests its broker; made anew at
 * each start, never stored.
 */
public record ProbeCredentials(String passwordA, String passwordB) {
    /** Whether this is the password of the throw-away device with this id. */
    boolean has(String id, String password) {
        if (id.equals(OwnIds.PROBE_A.value())) return same(password, passwordA);
        return id.equals(OwnIds.PROBE_B.value()) && same(password, passwordB);
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

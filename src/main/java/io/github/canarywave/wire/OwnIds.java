package io.github.canarywave.wire;

import io.github.canarywave.domain.fleet.DeviceId;

/** The ids that belong to the server; no device may be registered under one. */
public final class OwnIds {
    /** Client ids, user names and device ids that begin so are the server's own. */
    public static final String PREFIX = "canarywave-";

    /** Two throw-away devices, by which the server finds out what a broker lets devices do. */
    public static final DeviceId PROBE_A = new DeviceId(PREFIX + "probe-a");

    public static final DeviceId PROBE_B = new DeviceId(PREFIX + "probe-b");

    private OwnIds() {}

    /** Whether this id is the server's, a throw-away device's too. */
    public static boolean isOwn(String id) {
        return id.startsWith(PREFIX);
    }

    /** Whether this is one of the throw-away devices, which have the rights of a device. */
    public static boolean isProbe(String id) {
        return id.equals(PROBE_A.value()) || id.equals(PROBE_B.value());
    }
}

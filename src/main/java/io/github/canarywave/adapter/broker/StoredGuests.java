package io.github.canarywave.adapter.broker;

import io.github.canarywave.adapter.broker.extension.GuestList;
import io.github.canarywave.app.DeviceAuth;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The devices of the store, and the server and its probes with what it made for them. */
record StoredGuests(DeviceAuth devices, ServerCredentials server, ProbeCredentials probes)
        implements GuestList {
    @Override
    public boolean hasToken(String deviceId, String token) {
        return devices.admits(deviceId, token);
    }

    @Override
    public boolean hasCertificate(String deviceId, BigInteger serial) {
        return devices.admitsCertificate(deviceId, serial);
    }

    @Override
    public boolean hasPassword(String userName, String password) {
        if (!userName.equals(server.userName())) return probes.has(userName, password);
        return MessageDigest.isEqual(bytes(server.password()), bytes(password));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.adapter.http.Channels;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.domain.fleet.DeviceId;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;

import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.security.auth.x500.X500Principal;

/** Tells who is at the other end of a connection. Safe from any thread. */
final class Guests {
    private static final AttributeKey<Guest> GUEST =
            AttributeKey.valueOf(Guests.class, Guest.class.getSimpleName());

    private static final String COMMON_NAME = "CN=";

    private final DeviceAuth devices;

    Guests(DeviceAuth devices) {
        this.devices = devices;
    }

    /** Who it was when it was asked last; never waits. */
    Optional<Guest> known(HttpConnection connection) {
        return Optional.ofNullable(Channels.of(connection).attr(GUEST).get());
    }

    /** Asks who it is; may wait for the store, because a certificate may have been revoked. */
    Guest ask(HttpConnection connection) {
        Guest guest = DeviceTls.peer(connection).map(this::guest).orElseGet(Guest.Anybody::new);
        Channels.of(connection).attr(GUEST).set(guest);
        return guest;
    }

    private Guest guest(X509Certificate certificate) {
        // Names in certificates are equal without regard to case, ids of devices are not: as text.
        String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
        if (!subject.startsWith(COMMON_NAME)) return new Guest.Stranger();
        String id = subject.substring(COMMON_NAME.length());
        return devices.admitsCertificate(id, certificate.getSerialNumber())
                ? new Guest.Known(new DeviceId(id))
                : new Guest.Stranger();
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;
import java.util.Optional;

/**
 * A client certificate that a device was given.
 *
 * @param serial its serial number in hexadecimal, lower case, without leading zeros
 * @param revoked since when it counts no more
 */
public record DeviceCertificate(
        String serial,
        DeviceId device,
        Instant issued,
        Instant expires,
        Optional<Instant> revoked) {
    /** The same, no longer counting. */
    DeviceCertificate revokedAt(Instant at) {
        return new DeviceCertificate(serial, device, issued, expires, Optional.of(at));
    }
}

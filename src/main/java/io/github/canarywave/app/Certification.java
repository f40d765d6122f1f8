package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.fleet.DeviceId;

import java.util.List;
import java.util.Optional;

/** What people can ask for about the credentials of devices. Safe from any thread. */
public interface Certification {
    /** Longest life of a device's certificate: ten years, as long as many devices live. */
    int MAX_DAYS = 3_650;

    /**
     * Signs a client certificate for a device; those it had before count no more.
     *
     * @param requestPem PKCS#10
     * @param days from 1 to {@link #MAX_DAYS}
     */
    Outcome<NewCertificate> certify(DeviceId device, String requestPem, int days, String who);

    /**
     * A certificate as it was made.
     *
     * @param pem its text
     */
    record NewCertificate(DeviceCertificate certificate, String pem) {}

    /** Makes a device's certificates count no more; how many did count. */
    Outcome<Integer> revoke(DeviceId device, String who);

    /** By what devices are let in, by id, after the given one: for brokers outside. */
    List<DeviceAccess> access(Optional<DeviceId> after, int limit);

    /**
     * By what a device is let in.
     *
     * @param tokenHash SHA-256 of its token in hexadecimal
     * @param serial serial number in hexadecimal of the certificate that counts
     */
    record DeviceAccess(DeviceId device, String tokenHash, Optional<String> serial) {}

    /** The certificates that count no more, signed, as PEM (RFC 5280). */
    Outcome<String> revocationList();
}

package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signs what devices and brokers trust. Safe from any thread. */
public interface CertificateAuthority {
    /** What came of a request. */
    sealed interface Signing {
        /**
         * A certificate.
         *
         * @param pem its text
         */
        record Signed(DeviceCertificate certificate, String pem) implements Signing {}

        /** The request is no good; nothing was signed. */
        record Refused(String why) implements Signing {}

        /** No key to sign with is on this machine. */
        record Unable(String why) implements Signing {}
    }

    /**
     * Signs a client certificate that names this device, whatever name the request has.
     *
     * @param requestPem PKCS#10, signed by the key it is for
     */
    Signing sign(DeviceId device, String requestPem, Duration life, Instant now);

    /** A list of revoked certificates (RFC 5280), as PEM; empty when no key can sign it here. */
    Optional<String> revocationList(List<DeviceCertificate> revoked, Instant now);
}

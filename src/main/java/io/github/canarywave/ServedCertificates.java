package io.github.canarywave;

import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.app.ServerCertificate;
import io.github.canarywave.domain.image.Sha256;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates of this server as people see them, after each renewal. Safe from any thread. */
final class ServedCertificates {
    /** As devices list what they trust: 8 bytes. */
    private static final int FINGERPRINT_CHARACTERS = 16;

    private final boolean ownBroker;
    private volatile Pki pki;

    /**
     * @param ownBroker whether devices meet the certificate at the broker too
     */
    ServedCertificates(Pki pki, boolean ownBroker) {
        this.pki = pki;
        this.ownBroker = ownBroker;
    }

    /** From now on these; the same again. */
    Pki using(Pki renewed) {
        pki = renewed;
        return renewed;
    }

    List<ServerCertificate> all() {
        Pki now = pki;
        List<ServerCertificate> all = new ArrayList<>();
        all.add(told("https", now.serverCertificate()));
        if (ownBroker) all.add(told("mqtt", now.serverCertificate()));
        all.add(told("root", now.root()));
        all.add(told("standby-root", now.standbyRoot()));
        all.add(told("device-root", now.root()));
        return all;
    }

    private static ServerCertificate told(String scope, X509Certificate certificate) {
        return new ServerCertificate(
                scope,
                certificate.getSubjectX500Principal().getName(),
                fingerprint(certificate),
                certificate.getNotAfter().toInstant());
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return Sha256.of(certificate.getEncoded()).hex().substring(0, FINGERPRINT_CHARACTERS);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }
}

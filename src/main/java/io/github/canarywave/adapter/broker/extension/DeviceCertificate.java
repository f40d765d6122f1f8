package io.github.canarywave.adapter.broker.extension;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.security.auth.x500.X500Principal;

/** What a certificate that the TLS layer has verified says of a device. */
record DeviceCertificate(X509Certificate certificate) {
    /** RFC 5280, 4.2.1.12: id-kp-clientAuth. */
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    /**
     * Whether it names this device and nothing else. The text is compared, because names in
     * certificates are equal to each other without regard to case, and device ids are not.
     */
    boolean names(String deviceId) {
        String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
        return subject.equals("CN=" + deviceId);
    }

    /** Whether it was made for clients: a certificate that says nothing of its use is not taken. */
    boolean isForClients() {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses != null && uses.contains(CLIENT_AUTH);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}

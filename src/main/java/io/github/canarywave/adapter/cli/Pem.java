package io.github.canarywave.adapter.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates as text, and the trust that comes from them. */
final class Pem {
    private Pem() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            throw new Failure(
                    Exit.ERROR,
                    "cannot read the CA certificate "
                            + file
                            + ". Name the one of the server by --ca FILE.");
        }
    }

    /** TLS that trusts these certificates and no others. */
    static SSLContext trusting(String pem) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate c :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))))
                trusted.setCertificateEntry("ca-" + count++, c);
            if (count == 0) throw new GeneralSecurityException("no certificate in it");
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new Failure(
                    Exit.ERROR,
                    "the CA certificate is not usable: "
                            + e.getMessage()
                            + ". It must be PEM text (-----BEGIN CERTIFICATE-----).");
        }
    }
}

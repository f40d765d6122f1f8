package io.github.canarywave.adapter.crypto;

import org.bouncycastle.cert.X509CertificateHolder;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificate of a broker elsewhere and our roots as PKCS#12, for brokers that want that. */
public final class BrokerStores {
    private BrokerStores() {}

    /** The broker's key and certificate, under one password. */
    public static byte[] keyStore(BrokerCertificate broker, String password) {
        PrivateKey key = Pem.privateKey(broker.keyPem(), "the broker's key").getPrivate();
        X509Certificate certificate =
                certificates(broker.chainPem(), "the broker's certificate").getFirst();
        return ServerKeyStore.write(password, new ServerCertificate(certificate, key));
    }

    /** The roots in this PEM file. */
    public static byte[] trustStore(Path caFile, String password) {
        String pem = new String(PrivateFiles.read(caFile), StandardCharsets.US_ASCII);
        return TrustStore.write(password, certificates(pem, caFile.toString()));
    }

    private static List<X509Certificate> certificates(String pem, String where) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (X509CertificateHolder holder : Pem.certificates(pem, where))
                certificates.add(Certificates.ofJdk(holder));
            return certificates;
        } catch (CertificateException e) {
            throw new KeysUnavailable(where + " is damaged. Restore it.", e);
        }
    }
}

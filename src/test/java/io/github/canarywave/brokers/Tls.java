package io.github.canarywave.brokers;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** What a client of a test trusts and shows in TLS. */
final class Tls {
    private static final char[] NONE = new char[0];

    private Tls() {}

    /** Trusts these roots and shows nothing. */
    static MqttClientSslConfig trusting(Path pem) {
        return MqttClientSslConfig.builder().trustManagerFactory(trust(pem)).build();
    }

    /** Trusts these roots and shows this certificate whenever it is asked for one. */
    static MqttClientSslConfig showing(Path pem, String certificatePem, String keyPem) {
        return MqttClientSslConfig.builder()
                .trustManagerFactory(trust(pem))
                .keyManagerFactory(keys(certificatePem, keyPem))
                .build();
    }

    private static TrustManagerFactory trust(Path pem) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate root :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Files.readAllBytes(pem))))
                store.setCertificateEntry("root-" + number++, root);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManagerFactory keys(String certificatePem, String keyPem) {
        try {
            String base64 = keyPem.replaceAll("-----[^-]+-----|\\s", "");
            PrivateKey key =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            Certificate certificate =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(
                                            certificatePem.getBytes(StandardCharsets.US_ASCII)));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("device", key, NONE, new Certificate[] {certificate});
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NONE);
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

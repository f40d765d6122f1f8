package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of one file and in no others. */
final class Trust {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private Trust() {}

    /**
     * TLS that trusts what the file holds and checks the broker's name.
     *
     * @throws IllegalArgumentException when the file holds no certificate
     */
    static MqttClientSslConfig in(Path pem) {
        try (InputStream file = Files.newInputStream(pem)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(file))
                trusted.setCertificateEntry("ca-" + trusted.size(), c);
            if (trusted.size() == 0)
                throw new IllegalArgumentException(
                        "no certificate in " + pem + "; PEM is expected");
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            return MqttClientSslConfig.builder()
                    .trustManagerFactory(managers)
                    .protocols(PROTOCOLS)
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot read certificates from " + pem + ": " + e.getMessage(), e);
        }
    }
}

package io.github.canarywave.brokers;

import io.github.canarywave.adapter.broker.BrokerOptions;
import io.github.canarywave.adapter.broker.EmbeddedBroker;
import io.github.canarywave.adapter.broker.extension.CertificateUse;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.app.DeviceAuth;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The broker of our own process.
 *
 * @param serials serial numbers of the certificates that count, by device
 */
record EmbeddedGuarded(Pki pki, EmbeddedBroker broker, Map<String, String> serials)
        implements Guarded {
    static EmbeddedGuarded start(Path folder, CertificateUse use) {
        Pki pki = Pki.open(folder.resolve("pki"), Set.of("localhost"), Instant.now());
        Map<String, String> serials = new ConcurrentHashMap<>();
        BrokerOptions options =
                BrokerOptions.of(
                                folder.resolve("broker"),
                                pki.keyStoreFile(),
                                pki.keyStorePassword(),
                                new Devices(serials))
                        .listeningOn("127.0.0.1", 0)
                        .withCertificates(use, pki.trustStoreFile(), pki.keyStorePassword());
        return new EmbeddedGuarded(pki, EmbeddedBroker.start(options), serials);
    }

    /** Those of the test. */
    private record Devices(Map<String, String> serials) implements DeviceAuth {
        @Override
        public boolean admits(String deviceId, String token) {
            return Set.of("dev-1", "dev-2").contains(deviceId)
                    && token.equals("token-of-" + deviceId);
        }

        @Override
        public boolean admitsCertificate(String deviceId, BigInteger serial) {
            return serial.toString(16).equals(serials.get(deviceId));
        }
    }

    @Override
    public int port() {
        return broker.tlsPort();
    }

    @Override
    public Peer.Who server() {
        return who("canarywave-sub-test");
    }

    @Override
    public Peer.Who speaker() {
        return who("canarywave-pub-test");
    }

    private Peer.Who who(String clientId) {
        var credentials = broker.serverCredentials();
        return Peer.Who.of(clientId, credentials.userName(), credentials.password());
    }

    @Override
    public void close() {
        broker.close();
    }
}

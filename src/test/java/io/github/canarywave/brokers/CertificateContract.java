package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.brokers.Peer.Version;
import io.github.canarywave.brokers.Peer.Who;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device is who its certificate says, and nobody else; what each broker that takes client
 * certificates promises. The folder of the certificates is {@code pki} below the broker's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CertificateContract<B extends Guarded> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir static Path folder;
    private B broker;
    private Peer server;
    private DevicePapers right;

    /** A broker that asks for certificates and takes those that count. */
    abstract B start(Path folder) throws Exception;

    final B broker() {
        return broker;
    }

    /** Makes this the certificate of the device that counts; every one before counts no more. */
    abstract void counts(String device, DevicePapers papers) throws Exception;

    @BeforeAll
    void begin() throws Exception {
        broker = start(folder);
        server = new Peer(Version.MQTT_5, broker.serverPort(), trusting(), broker.server());
        assertThat(server.connect()).as("server").isTrue();
        assertThat(server.subscribe("canarywave/v1/+/report")).isTrue();
        right = DevicePapers.of(broker.pki(), "dev-1");
        counts("dev-1", right);
    }

    @AfterAll
    void end() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void itsCertificateIsEnough(Version version) {
        assertHeard(version, right, nameless("dev-1"));
    }

    /** Somebody else's client, with OpenSSL. */
    @Test
    void mosquittoPubComesInByIt() throws Exception {
        String text = fresh();
        Path certificate = Files.writeString(folder.resolve("dev-1.pem"), right.certificatePem());
        Path key = Files.writeString(folder.resolve("dev-1.key.pem"), right.keyPem());
        Process publisher =
                new ProcessBuilder(
                                "mosquitto_pub",
                                "-h",
                                "localhost",
                                "-p",
                                "" + broker.port(),
                                "--cafile",
                                broker.pki().caFile().toString(),
                                "--cert",
                                certificate.toString(),
                                "--key",
                                key.toString(),
                                "-i",
                                "dev-1",
                                "-q",
                                "1",
                                "-t",
                                "canarywave/v1/dev-1/report",
                                "-m",
                                text)
                        .inheritIO()
                        .start();
        assertThat(publisher.waitFor()).isZero();
        await().atMost(PATIENCE).until(() -> server.hasHeard(text));
    }

    @ParameterizedTest
    @EnumSource
    void itsUserNameMayBeSaid(Version version) {
        assertHeard(version, right, new Who("dev-1", Optional.of("dev-1"), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void theCertificateOfAnotherIsNoLogin(Version version) throws Exception {
        counts("dev-2", DevicePapers.of(broker.pki(), "dev-2"));
        assertUnheard(version, right, nameless("dev-2"));
        assertUnheard(version, right, Who.of("dev-2", "dev-2", ""));
    }

    @ParameterizedTest
    @EnumSource
    void capitalsMatter(Version version) throws Exception {
        DevicePapers capitals = DevicePapers.of(broker.pki(), "DEV-1");
        counts("DEV-1", capitals);
        assertUnheard(version, capitals, nameless("dev-1"));
    }

    @Test
    void anExpiredOneIsRefused() throws Exception {
        DevicePapers expired = DevicePapers.expired(broker.pki(), "dev-2");
        assertThat(expired.expires()).isBefore(Instant.now());
        counts("dev-2", expired);
        assertRefused(expired, nameless("dev-2"));
    }

    @Test
    void oneOfAForeignRootIsRefused(@TempDir Path elsewhere) throws Exception {
        Pki foreign = Pki.open(elsewhere.resolve("pki"), Set.of("localhost"), Instant.now());
        DevicePapers papers = DevicePapers.of(foreign, "dev-2");
        counts("dev-2", papers);
        assertRefused(papers, nameless("dev-2"));
    }

    @Test
    void oneThatWasMadeForServersIsRefused() throws Exception {
        DevicePapers papers =
                DevicePapers.madeFor(
                        Optional.of(KeyPurposeId.id_kp_serverAuth),
                        folder.resolve("pki"),
                        broker.pki(),
                        "dev-2");
        counts("dev-2", papers);
        assertRefused(papers, nameless("dev-2"));
    }

    @ParameterizedTest
    @EnumSource
    void oneThatWasReplacedIsRefused(Version version) throws Exception {
        DevicePapers former = DevicePapers.of(broker.pki(), "dev-2");
        counts("dev-2", former);
        assertHeard(version, former, nameless("dev-2"));
        DevicePapers present = DevicePapers.of(broker.pki(), "dev-2");
        counts("dev-2", present);
        assertRefused(former, nameless("dev-2"));
        assertHeard(version, present, nameless("dev-2"));
    }

    private void assertHeard(Version version, DevicePapers papers, Who who) {
        String text = fresh();
        try (Peer device = peer(version, papers, who)) {
            await().atMost(PATIENCE).until(device::connect);
            assertThat(device.publish(report(who), text, false)).isTrue();
            await().atMost(PATIENCE).until(() -> server.hasHeard(text));
        }
    }

    /** Whether or not it is let in as somebody: not as the one it says. */
    private void assertUnheard(Version version, DevicePapers papers, Who who) {
        String text = fresh();
        try (Peer device = peer(version, papers, who)) {
            if (device.connect()) device.publish(report(who), text, false);
        }
        assertHeard(version, right, nameless("dev-1"));
        assertThat(server.hasHeard(text)).isFalse();
    }

    final void assertRefused(DevicePapers papers, Who who) {
        for (Version version : Version.values()) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                try (Peer device = peer(version, papers, who)) {
                                    assertThat(device.connect()).isFalse();
                                }
                            });
        }
    }

    private static String report(Who who) {
        return "canarywave/v1/" + who.clientId() + "/report";
    }

    final Peer peer(Version version, DevicePapers papers, Who who) {
        return new Peer(version, broker.port(), papers.tls(broker.pki().caFile()), who);
    }

    private MqttClientSslConfig trusting() {
        return Tls.trusting(broker.pki().caFile());
    }

    static Who nameless(String id) {
        return new Who(id, Optional.empty(), Optional.empty());
    }

    private static String fresh() {
        return "text-" + NUMBER.incrementAndGet();
    }
}

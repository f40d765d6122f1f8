package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.broker.extension.CertificateUse;
import io.github.canarywave.brokers.Peer.Version;
import io.github.canarywave.brokers.Peer.Who;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/** The contract, held by the broker of our own process, which counts what it refuses. */
class EmbeddedCertificateIT extends CertificateContract<EmbeddedGuarded> {
    @Override
    EmbeddedGuarded start(Path folder) {
        return EmbeddedGuarded.start(folder, CertificateUse.OPTIONAL);
    }

    @Override
    void counts(String device, DevicePapers papers) {
        broker().serials().put(device, papers.serial());
    }

    @Test
    void countsWhatItRefusesByReason() throws Exception {
        DevicePapers one = DevicePapers.of(broker().pki(), "dev-1");
        assertCounted("certificate-not-current", one, nameless("dev-1"));
        assertCounted("certificate-name", one, nameless("dev-2"));
        assertCounted("id-mismatch", one, Who.of("dev-1", "dev-2", "token-of-dev-2"));
        DevicePapers unsaid =
                DevicePapers.madeFor(
                        Optional.empty(), folder.resolve("pki"), broker().pki(), "dev-2");
        counts("dev-2", unsaid);
        assertCounted("certificate-purpose", unsaid, nameless("dev-2"));
    }

    @Test
    void noCertificateOpensAnIdOfOurs() {
        DevicePapers ours = DevicePapers.of(broker().pki(), "canarywave-sub");
        counts("canarywave-sub", ours);
        assertCounted("server-id", ours, nameless("canarywave-sub"));
    }

    private void assertCounted(String reason, DevicePapers papers, Who who) {
        long before = broker().broker().refusals().getOrDefault(reason, 0L);
        try (Peer device = peer(Version.MQTT_5, papers, who)) {
            assertThat(device.connect()).isFalse();
        }
        assertThat(broker().broker().refusals()).containsEntry(reason, before + 1);
    }

    @Test
    void whereCertificatesAreRequiredATokenIsNotEnough(@TempDir Path other) {
        try (EmbeddedGuarded strict = EmbeddedGuarded.start(other, CertificateUse.REQUIRED)) {
            var bare = Tls.trusting(strict.pki().caFile());
            DevicePapers papers = DevicePapers.of(strict.pki(), "dev-1");
            strict.serials().put("dev-1", papers.serial());
            try (Peer tokenOnly =
                            new Peer(
                                    Version.MQTT_5,
                                    strict.port(),
                                    bare,
                                    Who.of("dev-1", "token-of-dev-1"));
                    Peer certified =
                            new Peer(
                                    Version.MQTT_5,
                                    strict.port(),
                                    papers.tls(strict.pki().caFile()),
                                    nameless("dev-1"));
                    Peer server = new Peer(Version.MQTT_5, strict.port(), bare, strict.server())) {
                assertThat(tokenOnly.connect()).isFalse();
                assertThat(strict.broker().refusals()).containsEntry("certificate-missing", 1L);
                assertThat(certified.connect()).isTrue();
                assertThat(server.connect()).isTrue();
            }
        }
    }

    @Test
    void whereCertificatesAreOffNobodyIsLetInByOne(@TempDir Path other) {
        try (EmbeddedGuarded deaf = EmbeddedGuarded.start(other, CertificateUse.OFF)) {
            DevicePapers papers = DevicePapers.of(deaf.pki(), "dev-1");
            deaf.serials().put("dev-1", papers.serial());
            var shown = papers.tls(deaf.pki().caFile());
            try (Peer certified = new Peer(Version.MQTT_5, deaf.port(), shown, nameless("dev-1"));
                    Peer token =
                            new Peer(
                                    Version.MQTT_5,
                                    deaf.port(),
                                    shown,
                                    Who.of("dev-1", "token-of-dev-1"))) {
                assertThat(certified.connect()).isFalse();
                assertThat(token.connect()).isTrue();
            }
        }
    }
}

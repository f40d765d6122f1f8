package io.github.canarywave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.crypto.Pki;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

class CertificateKeeperTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir Path folder;

    private Instant now = START;
    private final AtomicInteger reloads = new AtomicInteger();

    private CertificateKeeper keeper() {
        return new CertificateKeeper(
                open(START), this::open, () -> now, List.of(reloads::incrementAndGet));
    }

    private Pki open(Instant at) {
        return Pki.open(folder, Set.of("fw.example.com"), at);
    }

    @Test
    void renewsWhileTheServerRunsWhenLessThanAThirdIsLeft() {
        try (CertificateKeeper keeper = keeper()) {
            Pki before = open(START);
            now = before.renewsAt().minusSeconds(1);
            keeper.look();
            keeper.look();
            assertThat(reloads).hasValue(0);
            now = before.renewsAt().plusSeconds(1);
            keeper.look();
            assertThat(reloads).hasValue(0);
            keeper.look();
            assertThat(reloads).hasValue(1);
            Pki after = open(now);
            assertThat(after.serverCertificate()).isNotEqualTo(before.serverCertificate());
            assertThat(after.root()).isEqualTo(before.root());
            keeper.look();
            keeper.look();
            assertThat(reloads).hasValue(1);
        }
    }

    @Test
    void aClockThatJumpsForAMomentIssuesNothing() {
        try (CertificateKeeper keeper = keeper()) {
            now = START.plus(Duration.ofDays(365));
            keeper.look();
            now = START.plus(Duration.ofHours(1));
            keeper.look();
            keeper.look();
            assertThat(reloads).hasValue(0);
        }
    }

    @Test
    void withoutTheKeyOfTheRootTheOldOneGoesOn() throws Exception {
        try (CertificateKeeper keeper = keeper()) {
            Pki before = open(START);
            Files.delete(folder.resolve("root.key.pem"));
            now = before.renewsAt().plusSeconds(1);
            keeper.look();
            keeper.look();
            assertThat(reloads).hasValue(0);
            assertThat(open(START).serverCertificate()).isEqualTo(before.serverCertificate());
        }
    }
}

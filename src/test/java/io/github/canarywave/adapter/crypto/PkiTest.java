package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

class PkiTest extends PkiFolder {
    @Test
    void makesEverythingOnceAndChangesNothingAfterwards() throws IOException {
        Pki first = open(NOW);
        Map<String, String> before = contents();
        assertThat(before.keySet()).containsExactlyInAnyOrderElementsOf(FILES);
        Pki second = open(NOW.plus(Duration.ofDays(200)));
        assertThat(contents()).isEqualTo(before);
        assertThat(second.serverCertificate()).isEqualTo(first.serverCertificate());
        assertThat(second.keyStorePassword()).isEqualTo(first.keyStorePassword());
    }

    @Test
    void keepsSecretsFromOthers() throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        open(NOW);
        assertThat(mode(folder)).isEqualTo("rwx------");
        for (String secret : FILES)
            if (secret.contains("key") || secret.contains("p12"))
                assertThat(mode(folder.resolve(secret))).as(secret).isEqualTo("rw-------");
    }

    @Test
    void opensslTrustsTheServerUnderEachOfItsNames() {
        Pki pki = open(NOW);
        for (String host : List.of("localhost", "fw.example.com"))
            assertThat(verify(pki, "-verify_hostname", host).output()).contains(": OK");
        for (String address : List.of("127.0.0.1", "::1", "192.0.2.7"))
            assertThat(verify(pki, "-verify_ip", address).output()).contains(": OK");
        assertThat(verify(pki, "-verify_hostname", "evil.example.com").exitCode()).isNotZero();
        assertThat(verify(pki, "-verify_ip", "192.0.2.8").exitCode()).isNotZero();
        assertThat(verify(pki, "-purpose", "sslclient").exitCode()).isNotZero();
    }

    @Test
    void opensslReadsTheKeyStoreWithTheStoredPassword() {
        Pki pki = open(NOW);
        String password = "file:" + folder.resolve("server.p12.password");
        Path store = pki.keyStoreFile();
        OpenSsl read =
                OpenSsl.run("pkcs12", "-in", store, "-passin", password, "-nodes", "-nomacver");
        assertThat(read.output()).contains("BEGIN CERTIFICATE", "BEGIN PRIVATE KEY");
        assertThat(OpenSsl.run("pkcs12", "-in", store, "-passin", "pass:", "-noout").exitCode())
                .isNotZero();
    }

    @Test
    void keyStoreHoldsTheServerCertificateAndItsKey() throws Exception {
        Pki pki = open(NOW);
        char[] password = pki.keyStorePassword().toCharArray();
        for (String type : List.of("PKCS12", "JKS")) { // some listeners ask for JKS and get this
            KeyStore store = KeyStore.getInstance(type);
            try (var in = Files.newInputStream(pki.keyStoreFile())) {
                store.load(in, password);
            }
            String alias = store.aliases().nextElement();
            assertThat(store.getCertificateChain(alias)).containsExactly(pki.serverCertificate());
            assertThat(store.getKey(alias, password)).isNotNull();
        }
    }

    @Test
    void rootsLiveLongAndMaySignServersDoNot() {
        Pki pki = open(NOW);
        for (X509Certificate root : List.of(pki.root(), pki.standbyRoot())) {
            assertThat(root.getNotAfter()).isEqualTo(Instant.parse("2046-11-20T10:00:00Z"));
            assertThat(root.getBasicConstraints()).isNotNegative();
            assertThat(root.getKeyUsage()[5]).as("may sign certificates").isTrue();
        }
        assertThat(pki.root().getSubjectX500Principal())
                .isNotEqualTo(pki.standbyRoot().getSubjectX500Principal());
        X509Certificate server = pki.serverCertificate();
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        Instant start = server.getNotBefore().toInstant();
        assertThat(start).isBefore(NOW);
        assertThat(Duration.between(start, server.getNotAfter().toInstant()).plusSeconds(1))
                .isEqualTo(Duration.ofDays(397));
    }

    @Test
    void anchorsAreBothRoots() throws IOException {
        Pki pki = open(NOW);
        String anchors = Files.readString(pki.caFile());
        assertThat(Pem.certificates(anchors, "ca")).hasSize(2);
        assertThat(anchors).isEqualTo(Authority.pem(pki.root()) + Authority.pem(pki.standbyRoot()));
    }

    @Test
    void renewsWhenLessThanAThirdOfItsLifeIsLeft() {
        Pki first = open(NOW);
        Instant due = first.renewsAt();
        assertThat(due).isBetween(NOW.plus(Duration.ofDays(264)), NOW.plus(Duration.ofDays(265)));
        assertThat(open(due.minusSeconds(1)).serverCertificate())
                .isEqualTo(first.serverCertificate());
        Pki renewed = open(due);
        assertThat(renewed.serverCertificate()).isNotEqualTo(first.serverCertificate());
        assertThat(renewed.root()).isEqualTo(first.root());
        assertThat(renewed.renewsAt()).isAfter(due);
        assertThat(verify(renewed, due, "-verify_hostname", "localhost").output()).contains(": OK");
    }

    @Test
    void issuesAnewWhenTheNamesChangeAndOnlyThen() {
        Pki first = open(NOW);
        Pki spelled = Pki.open(folder, Set.of("FW.example.COM", "192.0.2.7", "localhost"), NOW);
        assertThat(spelled.serverCertificate()).isEqualTo(first.serverCertificate());
        Pki more = Pki.open(folder, Set.of("fw.example.com", "2001:db8::1"), NOW);
        assertThat(more.serverCertificate()).isNotEqualTo(first.serverCertificate());
        assertThat(verify(more, "-verify_ip", "2001:db8::1").output()).contains(": OK");
        assertThat(verify(more, "-verify_ip", "192.0.2.7").exitCode()).isNotZero();
        Pki fewer = Pki.open(folder, Set.of(), NOW);
        assertThat(verify(fewer, "-verify_hostname", "fw.example.com").exitCode()).isNotZero();
    }

    @Test
    void issuesAnewWhenTheClockIsBeforeTheCertificate() {
        Instant earlier = NOW.minus(Duration.ofDays(2));
        Pki first = open(NOW);
        assertThat(open(earlier).serverCertificate()).isNotEqualTo(first.serverCertificate());
    }

    @Test
    void serverCertificateEndsWithItsRootAndNoneIsIssuedAfterwards() {
        Pki first = open(NOW);
        Instant end = first.root().getNotAfter().toInstant();
        Pki last = open(end.minus(Duration.ofDays(30)));
        assertThat(last.serverCertificate().getNotAfter()).isEqualTo(end);
        assertThatThrownBy(() -> open(end)).hasMessageContaining("standby root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "-a",
                "fw.example.com:8443",
                "[::1]",
                "1.2.3.4.5",
                "300.1.1.1",
                "::g",
                "bücher.example",
                "*.example.com",
                "a..b"
            })
    void refusesHostsThatAreNone(String host) {
        assertThatThrownBy(() -> Pki.open(folder, Set.of(host), NOW))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining("\"" + host + "\"");
        assertThat(folder).doesNotExist();
    }

    @Test
    void registersNoSecurityProvider() {
        open(NOW);
        assertThat(Security.getProvider("BC")).isNull();
    }
}

package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

class PkiTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Set<String> HOSTS = Set.of("fw.example.com", "192.0.2.7");

    /** In the order in which the first start writes them. */
    private static final List<String> FILES =
            List.of(
                    "root.key.pem",
                    "root.pem",
                    "standby-root.key.pem",
                    "standby-root.pem",
                    "ca.pem",
                    "server.key.pem",
                    "server.pem",
                    "server.p12.password",
                    "server.p12");

    @TempDir Path data;
    private Path folder;

    @BeforeEach
    void names() {
        folder = data.resolve("pki");
    }

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
    void healsAFirstStartThatWasKilledBetweenAnyTwoFiles() throws IOException {
        Map<String, String> whole = contents(open(NOW));
        for (int written = 0; written < FILES.size(); written++) {
            for (String missing : FILES.subList(written, FILES.size()))
                Files.deleteIfExists(folder.resolve(missing));
            Files.writeString(folder.resolve(".server.pem.1.unfinished"), "half a cert");
            Pki healed = open(NOW);
            assertThat(verify(healed, "-verify_hostname", "localhost").output()).contains(": OK");
            for (String kept : FILES.subList(0, Math.min(written, 5)))
                assertThat(contents()).as(kept).containsEntry(kept, whole.get(kept));
            assertThat(contents().keySet()).containsExactlyInAnyOrderElementsOf(FILES);
            whole = contents();
        }
    }

    @Test
    void healsARenewalThatWasKilledBetweenAnyTwoFiles() throws IOException {
        Map<String, String> old = contents(open(NOW));
        Instant due = open(NOW).renewsAt();
        Map<String, String> renewed = contents(open(due));
        List<String> order = List.of("server.key.pem", "server.pem", "server.p12");
        for (int written = 0; written <= order.size(); written++) {
            for (String file : order) restore(file, order.indexOf(file) < written ? renewed : old);
            Pki healed = open(due);
            assertThat(verify(healed, due, "-verify_hostname", "localhost").output())
                    .contains(": OK");
            assertThat(healed.serverCertificate().getNotBefore())
                    .isEqualTo(due.minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS));
            keyStoreHolds(healed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.key.pem", "server.pem", "server.p12", "server.p12.password"})
    void makesADamagedOrExposedServerFileAnew(String name) throws IOException {
        open(NOW);
        Files.writeString(folder.resolve(name), "damaged");
        Pki healed = open(NOW);
        assertThat(verify(healed, "-verify_hostname", "localhost").output()).contains(": OK");
        keyStoreHolds(healed);
        Path file = folder.resolve(name);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        String exposed = contents().get(name);
        open(NOW);
        if (!name.equals("server.pem")) {
            assertThat(contents().get(name)).isNotEqualTo(exposed);
            assertThat(mode(file)).isEqualTo("rw-------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root.key.pem", "root.pem", "standby-root.key.pem", "standby-root.pem"})
    void neverReplacesADamagedRoot(String name) throws IOException {
        open(NOW);
        Path file = folder.resolve(name);
        PrivateFiles.writeSecret(file, new byte[] {'x'});
        assertThatThrownBy(() -> open(NOW))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining(name);
        assertThat(Files.readString(file)).isEqualTo("x");
    }

    @Test
    void refusesARootWhoseKeyIsAnothersOrReadByOthers() throws IOException {
        open(NOW);
        Path rootKey = folder.resolve("root.key.pem");
        Files.setPosixFilePermissions(rootKey, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(NOW)).hasMessageContaining("rw-r--r--");
        PrivateFiles.writeSecret(
                rootKey, Files.readAllBytes(folder.resolve("standby-root.key.pem")));
        assertThatThrownBy(() -> open(NOW)).hasMessageContaining("does not belong to key");
    }

    @Test
    void worksOnWithRootKeysTakenAwayUntilOneIsNeeded() throws IOException {
        Pki first = open(NOW);
        Files.delete(folder.resolve("root.key.pem"));
        Files.delete(folder.resolve("standby-root.key.pem"));
        assertThat(open(NOW).serverCertificate()).isEqualTo(first.serverCertificate());
        Instant lastDay = first.serverCertificate().getNotAfter().toInstant().minusSeconds(9);
        assertThat(open(lastDay).serverCertificate()).isEqualTo(first.serverCertificate());
        assertThatThrownBy(() -> open(lastDay.plusSeconds(9)))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining("root.key.pem");
        assertThatThrownBy(() -> Pki.open(folder, Set.of("new.example.com"), NOW))
                .hasMessageContaining("new.example.com");
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

    private Pki open(Instant now) {
        return Pki.open(folder, HOSTS, now);
    }

    private static OpenSsl verify(Pki pki, String option, String value) {
        return verify(pki, NOW, option, value);
    }

    private static OpenSsl verify(Pki pki, Instant at, String option, String value) {
        return OpenSsl.run(
                "verify",
                "-x509_strict",
                "-attime",
                at.getEpochSecond(),
                "-CAfile",
                pki.caFile(),
                option,
                value,
                pki.chainFile());
    }

    private static void keyStoreHolds(Pki pki) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(pki.keyStoreFile())) {
                store.load(in, pki.keyStorePassword().toCharArray());
            }
            assertThat(store.getCertificate(store.aliases().nextElement()))
                    .isEqualTo(pki.serverCertificate());
        } catch (Exception e) {
            throw new AssertionError("key store cannot be read", e);
        }
    }

    private void restore(String file, Map<String, String> from) {
        PrivateFiles.writeSecret(
                folder.resolve(file), HexFormat.of().parseHex(from.getOrDefault(file, "")));
    }

    private Map<String, String> contents(Pki opened) throws IOException {
        assertThat(opened.caFile()).exists();
        return contents();
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList())
                contents.put(
                        file.getFileName().toString(),
                        HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return contents;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

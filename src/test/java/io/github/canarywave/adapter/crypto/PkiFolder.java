package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What tests of a {@code pki/} folder share: the folder, its files, and what openssl says of it.
 */
abstract class PkiFolder {
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    static final Set<String> HOSTS = Set.of("fw.example.com", "192.0.2.7");

    /** In the order in which the first start writes them. */
    static final List<String> FILES =
            List.of(
                    "root.key.pem",
                    "root.pem",
                    "standby-root.key.pem",
                    "standby-root.pem",
                    "ca.pem",
                    "server.key.pem",
                    "server.pem",
                    "server.p12.password",
                    "server.p12",
                    "ca.p12");

    @TempDir Path data;
    Path folder = Path.of("pki");

    @BeforeEach
    void names() {
        folder = data.resolve("pki");
    }

    Pki open(Instant now) {
        return Pki.open(folder, HOSTS, now);
    }

    static OpenSsl verify(Pki pki, String option, String value) {
        return verify(pki, NOW, option, value);
    }

    static OpenSsl verify(Pki pki, Instant at, String option, String value) {
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

    static void keyStoreHolds(Pki pki) {
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

    void restore(String file, Map<String, String> from) {
        PrivateFiles.writeSecret(
                folder.resolve(file), HexFormat.of().parseHex(from.getOrDefault(file, "")));
    }

    Map<String, String> contents(Pki opened) throws IOException {
        assertThat(opened.caFile()).exists();
        return contents();
    }

    Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList())
                contents.put(
                        file.getFileName().toString(),
                        HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return contents;
    }

    static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

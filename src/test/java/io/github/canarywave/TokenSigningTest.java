package io.github.canarywave;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.adapter.crypto.KeyFiles;
import io.github.canarywave.adapter.crypto.ManifestSignature;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.sim.SimImage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Signing with a key that never leaves a PKCS#11 token, SoftHSM, as docs/operations.md says it. In
 * processes of their own, because the token finds its folder by the environment.
 */
class TokenSigningTest {
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir Path folder;

    private record Ended(int exit, String output) {}

    private Ended run(Object... command) throws IOException, InterruptedException {
        List<String> words = Stream.of(command).map(Object::toString).toList();
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", at("softhsm2.conf"));
        Process process = builder.start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        return new Ended(process.waitFor(), new String(output, StandardCharsets.UTF_8));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Ended sign(String pinFile, String label) throws Exception {
        return run(
                Path.of(JAVA_HOME, "bin", "java"),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.canarywave.Main",
                "release",
                "sign",
                at("app.bin"),
                "--pkcs11",
                at("hsm.cfg"),
                "--key-label",
                label,
                "--pin-file",
                at(pinFile));
    }

    private void makeAToken() throws Exception {
        Files.createDirectory(folder.resolve("tokens"));
        Files.writeString(
                folder.resolve("softhsm2.conf"), "directories.tokendir = " + at("tokens") + "\n");
        Ended made =
                run(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "releases",
                        "--pin",
                        "4321",
                        "--so-pin",
                        "8765");
        assertThat(made.exit()).as(made.output()).isZero();
        Files.writeString(
                folder.resolve("hsm.cfg"),
                "name = releases\nlibrary = " + library() + "\nslotListIndex = 0\n");
        secret("pin", "4321\n");
        secret("wrong-pin", "1111\n");
        Ended key =
                run(
                        Path.of(JAVA_HOME, "bin", "keytool"),
                        "-genkeypair",
                        "-keystore",
                        "NONE",
                        "-storetype",
                        "PKCS11",
                        "-storepass",
                        "4321",
                        "-addprovider",
                        "SunPKCS11",
                        "-providerArg",
                        at("hsm.cfg"),
                        "-alias",
                        "rel-2026",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=release key",
                        "-validity",
                        "9000");
        assertThat(key.exit()).as(key.output()).isZero();
    }

    private void secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String library() throws IOException {
        try (Stream<Path> found =
                Files.find(
                        Path.of("/usr/lib"),
                        4,
                        (file, _) -> file.endsWith("softhsm/libsofthsm2.so"))) {
            return found.findFirst().orElseThrow().toString();
        }
    }

    @Test
    void signsInTheTokenAndThePublicHalfVerifies() throws Exception {
        makeAToken();
        Files.write(folder.resolve("app.bin"), SimImage.esp32("lamp", "1.1.0", 3, 40_000, 1));
        Ended exported =
                run(
                        "sh",
                        "-c",
                        JAVA_HOME
                                + "/bin/keytool -exportcert -rfc -keystore NONE -storetype PKCS11"
                                + " -storepass 4321 -addprovider SunPKCS11 -providerArg "
                                + at("hsm.cfg")
                                + " -alias rel-2026 | openssl x509 -pubkey -noout > "
                                + at("release.pub.pem"));
        assertThat(exported.exit()).as(exported.output()).isZero();
        Ended signed = sign("pin", "rel-2026");
        assertThat(signed.exit()).as(signed.output()).isZero();
        JsonNode release = new ObjectMapper().readTree(folder.resolve("app.bin.release").toFile());
        JsonNode signature = release.path("signatures").path(0);
        Path half = folder.resolve("release.pub.pem");
        VerifyingKey key = KeyNames.loadPublic(half, KeyNames.RELEASE);
        assertThat(signature.path("key").asText()).isEqualTo(key.kid());
        assertThat(
                        ManifestSignature.verifies(
                                Manifest.parse(release.path("manifest").asText()),
                                signature.path("signature").asText(),
                                KeyFiles.loadPublic(half, "any")))
                .isTrue();
        assertThat(sign("pin", "rel-2027").output()).contains("is not there with a certificate");
        Ended wrong = sign("wrong-pin", "rel-2026");
        assertThat(wrong.exit()).isOne();
        assertThat(wrong.output()).contains("cannot be opened: CKR_PIN_INCORRECT");
    }
}

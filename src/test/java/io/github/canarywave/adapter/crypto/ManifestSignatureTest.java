package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ManifestSignatureTest {
    private static final SigningKey KEY = SigningKey.generate("rel-2026a");
    private static final Sha256 DIGEST = Sha256.of(new byte[] {1});
    private static final Manifest MANIFEST = manifest("esp32", "2.4.1", 6, 1000, DIGEST);

    @TempDir Path folder;

    @Test
    void bindsEachFieldOfTheManifest() {
        String signature = ManifestSignature.sign(MANIFEST, KEY);
        assertThat(signature).hasSize(86);
        assertThat(ManifestSignature.verifies(MANIFEST, signature, KEY.verifyingKey())).isTrue();
        for (Manifest other :
                List.of(
                        manifest("esp32s3", "2.4.1", 6, 1000, DIGEST),
                        manifest("esp32", "2.4.2", 6, 1000, DIGEST),
                        manifest("esp32", "2.4.1", 7, 1000, DIGEST),
                        manifest("esp32", "2.4.1", 6, 1001, DIGEST),
                        manifest("esp32", "2.4.1", 6, 1000, Sha256.of(new byte[] {2}))))
            assertThat(ManifestSignature.verifies(other, signature, KEY.verifyingKey()))
                    .as(other.text())
                    .isFalse();
        VerifyingKey other = SigningKey.generate("rel-2026a").verifyingKey();
        assertThat(ManifestSignature.verifies(MANIFEST, signature, other)).isFalse();
    }

    @Test
    void isFalseForTextsThatAreNoSignature() {
        String signature = ManifestSignature.sign(MANIFEST, KEY);
        for (String text :
                List.of("", "x", signature + "=", signature + "A", " " + signature, "é".repeat(86)))
            assertThat(ManifestSignature.verifies(MANIFEST, text, KEY.verifyingKey()))
                    .as(text)
                    .isFalse();
        assertThat(ManifestSignature.der("x")).isEmpty();
        assertThat(ManifestSignature.der("A".repeat(86))).isEmpty();
    }

    @Test
    void exportsWhatOpensslVerifies() throws IOException {
        Path key = Files.writeString(folder.resolve("release.pub.pem"), KEY.verifyingKey().pem());
        Path text = Files.write(folder.resolve("text"), ManifestSignature.content(MANIFEST));
        byte[] exported =
                ManifestSignature.der(ManifestSignature.sign(MANIFEST, KEY)).orElseThrow();
        Path der = Files.write(folder.resolve("der"), exported);
        OpenSsl agreed = OpenSsl.run("dgst", "-sha256", "-verify", key, "-signature", der, text);
        assertThat(agreed.output()).contains("Verified OK");
        Files.writeString(text, MANIFEST.text().replace("2.4.1", "2.4.2"));
        OpenSsl refused = OpenSsl.run("dgst", "-sha256", "-verify", key, "-signature", der, text);
        assertThat(refused.exitCode()).isNotZero();
    }

    private static Manifest manifest(
            String model, String version, int security, long size, Sha256 digest) {
        return new Manifest(new Model(model), new Version(version), security, size, digest);
    }
}

package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.adapter.crypto.KeyFiles;
import io.github.canarywave.adapter.crypto.ManifestSignature;
import io.github.canarywave.adapter.crypto.SigningKey;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.sim.DeviceAccount;
import io.github.canarywave.sim.Fleet;
import io.github.canarywave.sim.FleetOptions;
import io.github.canarywave.sim.SimImage;
import io.github.canarywave.sim.Timing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who took the server, with its folder, its broker and its command key, but not the release key,
 * against a simulated device and the Linux client: both run 1.1.0 with security version 2.
 */
class HostileOwnerIT {
    private static final String PRODUCT = "thermostat-esp32";
    private static final Model MODEL = new Model(PRODUCT);
    private static final String SHELL = "shell-1";
    private static final String SIM = "sim-1";
    private static final String RUNS = "1.1.0";
    private static final int SECURITY = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int BYTES = 64 * 1024;

    @TempDir Path folder;
    private final byte[] old = image("1.0.9", 1);
    private final byte[] next = image("1.1.1", SECURITY);
    private final byte[] evil = image("6.6.6", 9);
    private ArtifactContent signedOld = claim("1.0.9", 1, old, new ReleaseSignature("k", none()));
    private ArtifactContent signedNext = signedOld;
    private final List<AutoCloseable> open = new java.util.ArrayList<>();
    private StolenServer stolen;
    private LinuxMachine shell;
    private Fleet fleet;

    private static byte[] image(String version, int securityVersion) {
        return SimImage.esp32(PRODUCT, version, securityVersion, BYTES, version.hashCode());
    }

    private static String none() {
        return "A".repeat(ManifestSignature.CHARACTERS);
    }

    private static ArtifactContent claim(
            String version, int securityVersion, byte[] image, ReleaseSignature signature) {
        return new ArtifactContent(
                MODEL,
                new Version(version),
                securityVersion,
                image.length,
                Sha256.of(image),
                signature.key(),
                signature.signature());
    }

    @BeforeEach
    void stealTheServer() throws Exception {
        int port;
        VerifyingKey releaseKey;
        VerifyingKey commandKey;
        DeviceAccount account;
        try (Place place = Place.start(Place.Broker.EMBEDDED, folder)) {
            signedOld = released(place, "1.0.9", old);
            signedNext = released(place, "1.1.1", next);
            shell = new LinuxFactory(place, folder, PRODUCT).make(SHELL);
            account = new DeviceAccount(SIM, place.register(SIM));
            port = place.brokerPort();
            Path keys = place.site.data("keys");
            releaseKey = KeyFiles.loadPublic(keys.resolve("release.pub.pem"), signedOld.key());
            VerifyingKey unnamed = KeyFiles.loadPublic(keys.resolve("command.pub.pem"), "cmd");
            commandKey =
                    KeyFiles.loadPublic(
                            keys.resolve("command.pub.pem"),
                            "cmd-" + unnamed.fingerprint().substring(0, 8));
        }
        Path data = folder.resolve("data");
        // It was never the server's: here it lay in its folder for release add alone.
        Files.delete(data.resolve("keys/release.pem"));
        stolen = kept(new StolenServer(data, folder.resolve("hostile"), port, commandKey.kid()));
        kept(shell.with("version", RUNS).with("security_version", "" + SECURITY).on());
        fleet =
                kept(
                        Fleet.start(
                                FleetOptions.to("localhost", port)
                                        .tls(data.resolve("pki/ca.pem"))
                                        .devices(List.of(account))
                                        .model(PRODUCT)
                                        .version(RUNS)
                                        .securityVersion(SECURITY)
                                        .releaseKeys(Map.of(releaseKey.kid(), jdk(releaseKey)))
                                        .commandKeys(Map.of(commandKey.kid(), jdk(commandKey)))
                                        .timing(Timing.LIFELIKE.scaled(0.01))
                                        .build()));
        await().atMost(LIMIT).until(() -> stolen.sees(SHELL) && stolen.sees(SIM));
    }

    private ArtifactContent released(Place place, String version, byte[] image) throws IOException {
        Files.write(folder.resolve(version + ".bin"), image);
        Program.Ended added = place.site.run("release", "add", version + ".bin");
        assertThat(added.exit()).as(added.toString()).isZero();
        JsonNode artifact =
                place.site
                        .get("/api/v1/releases/" + PRODUCT + "/" + version)
                        .path("artifacts")
                        .path(0);
        return claim(
                version,
                artifact.path("securityVersion").intValue(),
                image,
                new ReleaseSignature(
                        artifact.path("key").asText(), artifact.path("signature").asText()));
    }

    private static PublicKey jdk(VerifyingKey key) throws Exception {
        String base64 = key.pem().replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) one.close();
    }

    @Test
    void nothingIsInstalledThatTheReleaseKeyDidNotSignNorAnythingOlder() {
        ReleaseSignature genuine = new ReleaseSignature(signedNext.key(), signedNext.signature());
        ReleaseSignature ofOld = new ReleaseSignature(signedOld.key(), signedOld.signature());
        SigningKey own = SigningKey.generate("rel-own");
        Manifest wanted =
                new Manifest(MODEL, new Version("6.6.6"), 9, evil.length, Sha256.of(evil));
        String ownSignature = ManifestSignature.sign(wanted, own);

        attack(
                "refused signature-invalid",
                "new, unsigned",
                claim("6.6.6", 9, evil, new ReleaseSignature(genuine.key(), none())),
                evil);
        attack(
                "refused signature-invalid",
                "new, with the signature of another release",
                claim("6.6.6", 9, evil, genuine),
                evil);
        attack(
                "refused signature-invalid",
                "new, signed by a key of its own under the known name",
                claim("6.6.6", 9, evil, new ReleaseSignature(genuine.key(), ownSignature)),
                evil);
        attack(
                "refused key-unknown",
                "new, signed by a key of its own",
                claim("6.6.6", 9, evil, new ReleaseSignature(own.kid(), ownSignature)),
                evil);
        attack(
                "refused signature-invalid",
                "old under a new version",
                claim("1.1.2", SECURITY, old, ofOld),
                old);
        attack(
                "refused signature-invalid",
                "old with a raised security version",
                claim("1.0.9", SECURITY, old, ofOld),
                old);
        attack("refused security-version-low", "old as it was signed", signedOld, old);
        attack(
                "failed digest-mismatch",
                "signed claim, other bytes",
                signedNext,
                sized(evil, next.length));
        assertThat(shell.ledger()).containsOnly("boot a");
        assertThat(shell.slot("b")).isEmpty();
        assertThat(fleet.device(SIM).version()).isEqualTo(RUNS);
        assertThat(fleet.device(SIM).installs()).isEmpty();

        // The way to the devices is open: what the release key signed they do install.
        Map<String, String> sent = new LinkedHashMap<>();
        for (String device : List.of(SHELL, SIM))
            sent.put(device, stolen.command(device, signedNext, next));
        await().atMost(LIMIT).until(() -> shell.running().equals("b"));
        await().atMost(LIMIT).until(() -> fleet.device(SIM).version().equals("1.1.1"));
        assertThat(fleet.device(SIM).installs()).containsOnlyKeys(sent.get(SIM));
        assertThat(shell.slot("b")).isEqualTo(next);
    }

    private static byte[] sized(byte[] content, int length) {
        return java.util.Arrays.copyOf(content, length);
    }

    private void attack(String end, String what, ArtifactContent claim, byte[] served) {
        for (String device : List.of(SHELL, SIM)) {
            String id = stolen.command(device, claim, served);
            await(device + ", " + what)
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(stolen.said(device, id)).isEqualTo(end));
        }
    }
}

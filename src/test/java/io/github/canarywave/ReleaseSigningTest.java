package io.github.canarywave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.adapter.cli.CliPorts;
import io.github.canarywave.adapter.cli.ReleaseSigner;
import io.github.canarywave.adapter.cli.Terminal;
import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.sim.SimImage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing where no server is, with the real keys, files and tools. */
class ReleaseSigningTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] image = {};
    private Path file = Path.of("");

    @BeforeEach
    void makeAnImage() throws IOException {
        image = SimImage.esp32("thermostat-esp32", "1.1.0", 3, 40_000, 1);
        file = Files.write(folder.resolve("app.bin"), image);
    }

    @Test
    void makesAKeyThatOnlyItsOwnerReadsAndOverwritesNone() throws IOException {
        assertThat(run("release", "key", "new", at("release.pem"))).isZero();
        Path secret = folder.resolve("release.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        String before = Files.readString(secret);
        assertThat(said()).contains("key id:             rel-").contains("release.pub.pem");
        assertThat(run("release", "key", "new", at("release.pem"))).isEqualTo(5);
        assertThat(said()).contains("is there already, and a key is never overwritten");
        assertThat(Files.readString(secret)).isEqualTo(before);
    }

    @Test
    void whatIsSignedHereOpensslAndAnyJoseLibraryVerify() throws Exception {
        run("release", "key", "new", at("release.pem"), "--key-id", "rel-2026a");
        assertThat(sign("app.bin", "release.pem", "--key-id", "rel-2026a")).isZero();
        String text = Files.readString(folder.resolve("app.bin.release.manifest"));
        assertThat(text).isEqualTo(manifest().text());
        Process openssl =
                new ProcessBuilder(
                                "openssl",
                                "dgst",
                                "-sha256",
                                "-verify",
                                at("release.pub.pem"),
                                "-signature",
                                at("app.bin.release.rel-2026a.der"),
                                at("app.bin.release.manifest"))
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("Verified OK\n");
        String[] jws =
                Files.readString(folder.resolve("app.bin.release.rel-2026a.jws"))
                        .strip()
                        .split("\\.", -1);
        assertThat(JSON.readTree(base64(jws[0])))
                .isEqualTo(
                        JSON.readTree(
                                "{\"alg\":\"ES256\",\"typ\":\"canarywave-manifest-1\",\"kid\":\"rel-2026a\"}"));
        assertThat(new String(base64(jws[1]), StandardCharsets.US_ASCII)).isEqualTo(text);
        Signature es256 = Signature.getInstance("SHA256withECDSAinP1363Format");
        es256.initVerify(DemoFleet.publicKey(Files.readString(folder.resolve("release.pub.pem"))));
        es256.update((jws[0] + "." + jws[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(es256.verify(base64(jws[2]))).isTrue();
    }

    @Test
    void aServerTrustsWhatOneOfItsKeysSignedAndNothingElse() throws Exception {
        run("release", "key", "new", at("old.pem"));
        run("release", "key", "new", at("next.pem"));
        run("release", "key", "new", at("strange.pem"));
        sign("app.bin", "old.pem");
        assertThat(sign("app.bin.release", "next.pem")).isZero();
        assertThat(sign("app.bin.release", "strange.pem")).isZero();
        VerifyingKey old = trusted("old", Optional.empty());
        VerifyingKey next = trusted("next", Optional.empty());
        TrustedReleases both = TrustedReleases.of(List.of(old, next));
        JsonNode release = JSON.readTree(folder.resolve("app.bin.release").toFile());
        assertThat(release.path("form").asText()).isEqualTo("canarywave-release-1");
        assertThat(release.path("product").asText()).isEqualTo("thermostat-esp32");
        assertThat(release.path("file").asText()).isEqualTo("app.bin");
        assertThat(release.path("manifest").asText()).isEqualTo(manifest().text());
        assertThat(release.path("signatures"))
                .extracting(s -> s.path("key").asText(), s -> both.verifies(claim(s)))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(old.kid(), true),
                        org.assertj.core.groups.Tuple.tuple(next.kid(), true),
                        org.assertj.core.groups.Tuple.tuple(
                                trusted("strange", Optional.empty()).kid(), false));
        VerifyingKey posing = trusted("strange", Optional.of(old.kid()));
        assertThat(TrustedReleases.of(List.of(posing)).verifies(claim(release.at("/signatures/0"))))
                .isFalse();
        assertThatThrownBy(() -> TrustedReleases.of(List.of(old, posing)))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining("two release keys are named " + old.kid());
    }

    @Test
    void refusesToUploadAnotherFileThanTheSignedOne() throws Exception {
        run("release", "key", "new", at("release.pem"));
        sign("app.bin", "release.pem");
        image[30_000] ^= 1;
        Files.write(file, image);
        assertThat(run("release", "add", at("app.bin.release"))).isEqualTo(2);
        assertThat(said()).contains("app.bin is not the file that was signed");
        assertThat(run("release", "add", at("app.bin.release"), "--version", "1.1.1")).isEqualTo(2);
        assertThat(said()).contains("is signed: its names stand in it");
        Files.writeString(
                folder.resolve("odd.release"), "{\"form\":\"canarywave-release-1\",\"product\":1}");
        assertThat(run("release", "add", at("odd.release"))).isEqualTo(2);
        assertThat(said()).contains("odd.release is no signed release: nobody has signed it");
    }

    @Test
    void refusesKeyIdsThatFitNoCommand() {
        run("release", "key", "new", at("release.pem"));
        assertThat(sign("app.bin", "release.pem", "--key-id", "longer-than-12")).isOne();
        assertThat(said()).contains("a key id has 1 to 12 letters");
        assertThat(run("release", "key", "new", at("x.pem"), "--key-id", "a b")).isEqualTo(5);
        assertThat(folder.resolve("x.pem")).doesNotExist();
    }

    private Manifest manifest() {
        return new Manifest(
                new Model("thermostat-esp32"),
                new Version("1.1.0"),
                3,
                image.length,
                Sha256.of(image));
    }

    private ArtifactContent claim(JsonNode signature) {
        Manifest manifest = manifest();
        return new ArtifactContent(
                manifest.model(),
                manifest.version(),
                manifest.securityVersion(),
                manifest.size(),
                manifest.sha256(),
                signature.path("key").asText(),
                signature.path("signature").asText());
    }

    private VerifyingKey trusted(String name, Optional<String> id) {
        return KeyNames.loadPublic(folder.resolve(name + ".pub.pem"), KeyNames.RELEASE, id);
    }

    private static byte[] base64(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private int sign(String what, String key, String... more) {
        String[] fixed = {"release", "sign", at(what), "--key", at(key)};
        String[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return run(all);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        out.reset();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal =
                new Terminal(
                        print,
                        print,
                        new BufferedReader(new StringReader("")),
                        Map.of(),
                        false,
                        true,
                        InstantSource.system(),
                        ZoneOffset.UTC);
        return Cli.run(arguments, terminal, ports(new ReleaseKeyFiles()));
    }

    private static CliPorts ports(ReleaseSigner signer) {
        return new CliPorts(
                new ServerProcess(Terminal.ofProcess()),
                new SimProcess(Terminal.ofProcess()),
                (_, _, _, _, _) -> new byte[0],
                signer,
                new BrokerFolders(),
                _ -> {
                    throw new AssertionError("no device key is made here");
                });
    }
}

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
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class KeyFilesTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir Path folder;
    private Path privateFile;
    private Path publicFile;

    @BeforeEach
    void names() {
        privateFile = folder.resolve("keys/release.key.pem");
        publicFile = folder.resolve("keys/release.pub.pem");
    }

    @Test
    void makesAPairOnceAndLoadsItAfterwards() throws IOException {
        SigningKey made = open();
        byte[] before = Files.readAllBytes(privateFile);
        SigningKey loaded = open();
        assertThat(loaded.verifyingKey().verifies(CONTENT, made.signRaw(CONTENT))).isTrue();
        assertThat(Files.readAllBytes(privateFile)).isEqualTo(before);
        assertThat(mode(privateFile)).isEqualTo("rw-------");
        assertThat(mode(privateFile.resolveSibling("."))).isEqualTo("rwx------");
        try (var files = Files.list(folder.resolve("keys"))) {
            assertThat(files).containsExactlyInAnyOrder(privateFile, publicFile);
        }
    }

    @Test
    void writesWhatOpensslReads() {
        open();
        assertThat(OpenSsl.run("pkey", "-in", privateFile, "-check", "-noout").exitCode()).isZero();
        String fromPrivate = OpenSsl.run("pkey", "-in", privateFile, "-pubout").output();
        assertThat(fromPrivate).isEqualToNormalizingNewlines(read(publicFile));
    }

    @Test
    void readsWhatOpensslWrites() {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        SigningKey modern = KeyFiles.load(privateFile, "rel-2026a");
        assertThat(modern.verifyingKey().verifies(CONTENT, modern.signRaw(CONTENT))).isTrue();
        openssl("ecparam", "-name", "prime256v1", "-genkey");
        assertThat(read(privateFile)).contains("EC PARAMETERS", "EC PRIVATE KEY");
        SigningKey old = KeyFiles.load(privateFile, "rel-2026a");
        assertThat(old.verifyingKey().verifies(CONTENT, old.signRaw(CONTENT))).isTrue();
        String point = OpenSsl.run("pkey", "-in", privateFile, "-pubout").output();
        assertThat(old.verifyingKey().pem()).isEqualToNormalizingNewlines(point);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-r--r--", "rw-----w-"})
    void refusesAPrivateKeyThatOthersMayUse(String mode) throws IOException {
        open();
        Files.setPosixFilePermissions(privateFile, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(this::open)
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining(mode)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void refusesOtherCurvesAndAlgorithms() {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384");
        refused("secp384r1");
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1");
        refused("secp256k1");
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024");
        refused("1.2.840.113549.1.1.1");
        openssl("genpkey", "-algorithm", "ED25519");
        refused("1.3.101.112");
    }

    @Test
    void refusesAKeyUnderAPassPhrase() {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        Path plain = folder.resolve("plain.pem");
        write(plain, read(privateFile));
        openssl("pkcs8", "-topk8", "-in", plain, "-passout", "pass:secret");
        refused("pass phrase");
        openssl("ec", "-in", plain, "-aes256", "-passout", "pass:secret");
        refused("pass phrase");
    }

    @Test
    void refusesWhatIsNoPrivateKey() throws IOException {
        open();
        String key = read(privateFile);
        String open = read(publicFile);
        write(privateFile, "");
        refused("holds no private key");
        write(privateFile, open);
        refused("public key, a private key is needed");
        write(privateFile, key.substring(0, key.length() / 2));
        refused("PEM");
        write(privateFile, key.replaceFirst("(?m)^MEE", "MEA"));
        refused(privateFile.toString());
        write(privateFile, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        refused(privateFile.toString());
        write(privateFile, "x".repeat(70_000));
        refused("more than 65536 bytes");
        Files.delete(privateFile);
        refused("cannot read");
    }

    @Test
    void messagesNeverHoldTheSecret() {
        SigningKey key = open();
        String secret = read(privateFile).lines().skip(1).findFirst().orElseThrow();
        assertThat(key.toString()).startsWith("rel-2026a (").doesNotContain(secret);
        write(privateFile, read(privateFile).replace("-----END", "----END"));
        assertThatThrownBy(() -> KeyFiles.load(privateFile, "rel-2026a"))
                .hasMessageNotContaining(secret.substring(0, 20));
    }

    @Test
    void writesTheLostPublicHalfAgainAndRefusesAnothers() {
        open();
        String right = read(publicFile);
        delete(publicFile);
        open();
        assertThat(read(publicFile)).isEqualTo(right);
        write(publicFile, SigningKey.generate("other").verifyingKey().pem());
        assertThatThrownBy(this::open).hasMessageContaining("does not belong to");
        write(publicFile, right.replaceFirst("(?m)^MFkw", "MFkx"));
        assertThatThrownBy(this::open).isInstanceOf(KeysUnavailable.class);
    }

    @Test
    void makesNoNewPairWhileThePublicHalfOfALostOneIsThere() {
        open();
        delete(privateFile);
        assertThatThrownBy(this::open)
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining("Put the private key back");
        assertThat(privateFile).doesNotExist();
    }

    @Test
    void refusesAPublicKeyOffTheCurve() {
        VerifyingKey key = SigningKey.generate("rel").verifyingKey();
        int last = key.pem().indexOf("==\n-----END") - 3;
        char other = key.pem().charAt(last) == 'A' ? 'B' : 'A';
        String damaged = key.pem().substring(0, last) + other + key.pem().substring(last + 1);
        assertThatThrownBy(() -> VerifyingKey.ofPem("rel", damaged))
                .isInstanceOf(KeysUnavailable.class);
    }

    @Test
    void takesKeyIdsOfAtMost12Characters() {
        assertThat(SigningKey.generate("rel-2026abcd").kid()).hasSize(12);
        for (String kid : new String[] {"", "rel-2026abcde", "a\"b", "-a"})
            assertThatThrownBy(() -> SigningKey.generate(kid))
                    .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesAllOfSeveralThatStartTogetherTheSameKey() throws Exception {
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<String> start = () -> open().verifyingKey().fingerprint();
            var starts = pool.invokeAll(IntStream.range(0, 8).mapToObj(_ -> start).toList());
            String first = starts.getFirst().get();
            for (var other : starts) assertThat(other.get()).isEqualTo(first);
        }
    }

    private SigningKey open() {
        return KeyFiles.openOrMake(privateFile, publicFile, "rel-2026a");
    }

    private void refused(String words) {
        assertThatThrownBy(() -> KeyFiles.load(privateFile, "rel-2026a"))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining(words)
                .hasMessageContaining(privateFile.toString());
    }

    private void openssl(Object... arguments) {
        PrivateFiles.makeFolderOf(privateFile);
        OpenSsl made = OpenSsl.run(arguments);
        assertThat(made.exitCode()).as(made.output()).isZero();
        write(privateFile, made.output());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) {
        PrivateFiles.writeSecret(file, Authority.ascii(text));
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

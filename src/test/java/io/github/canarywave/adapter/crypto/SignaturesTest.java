package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

class SignaturesTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final SigningKey KEY = SigningKey.generate("cmd-2026a");

    @TempDir Path folder;

    @Test
    void holdsForTheContentAndKeyThatWereSignedOnly() {
        byte[] raw = KEY.signRaw(CONTENT);
        assertThat(raw).hasSize(64);
        assertThat(KEY.verifyingKey().verifies(CONTENT, raw)).isTrue();
        assertThat(KEY.verifyingKey().verifies(new byte[0], raw)).isFalse();
        assertThat(SigningKey.generate("b").verifyingKey().verifies(CONTENT, raw)).isFalse();
        for (int i = 0; i < raw.length; i++) {
            byte[] changed = raw.clone();
            changed[i] ^= 1;
            assertThat(KEY.verifyingKey().verifies(CONTENT, changed)).as("byte %d", i).isFalse();
        }
    }

    /** RFC 6979, appendix A.2.5: P-256, SHA-256, message "sample". */
    @Test
    void signsAsTheRfcWritesIt() throws Exception {
        BigInteger secret =
                new BigInteger(
                        "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", 16);
        ECPublicKey any = (ECPublicKey) P256.generate().getPublic();
        PrivateKey key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new ECPrivateKeySpec(secret, any.getParams()));
        SigningKey signer = new SigningKey("rfc", new KeyPair(any, key));
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        signer.signRaw("sample".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(
                        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    }

    @Test
    void isFalseForGarbageOfAnyLength() {
        Random random = new Random(11);
        for (int length = 0; length < 200; length++) {
            byte[] garbage = new byte[length];
            assertThat(KEY.verifyingKey().verifies(CONTENT, garbage)).isFalse();
            Arrays.fill(garbage, (byte) 0xff);
            assertThat(KEY.verifyingKey().verifies(CONTENT, garbage)).isFalse();
            random.nextBytes(garbage);
            assertThat(KEY.verifyingKey().verifies(CONTENT, garbage)).isFalse();
        }
        byte[] longer = Arrays.copyOf(KEY.signRaw(CONTENT), 65);
        assertThat(KEY.verifyingKey().verifies(CONTENT, longer)).isFalse();
        assertThat(KEY.verifyingKey().verifies(CONTENT, KEY.signDer(CONTENT))).isFalse();
    }

    /** RFC 7515, appendix A.3. */
    @Test
    void agreesWithTheExampleOfTheJwsSpecification() {
        String x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
        String y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
        String prefix = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
        String spki = prefix + hex(x) + hex(y);
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(spki));
        VerifyingKey key =
                VerifyingKey.ofPem(
                        "rfc7515",
                        "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
        String input =
                "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9"
                        + "leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        String signature =
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg"
                        + "6NU1Q";
        assertThat(
                        key.verifies(
                                input.getBytes(StandardCharsets.US_ASCII),
                                Base64.getUrlDecoder().decode(signature)))
                .isTrue();
    }

    @Test
    void goesFromRawToDerAndBack() {
        for (int i = 0; i < 300; i++) { // enough for r or s with leading zero bytes
            byte[] raw = KEY.signRaw(new byte[] {(byte) i});
            byte[] der = EcdsaForm.toDer(raw).orElseThrow();
            assertThat(EcdsaForm.toRaw(der)).contains(raw);
        }
        byte[] raw = EcdsaForm.toRaw(KEY.signDer(CONTENT)).orElseThrow();
        assertThat(KEY.verifyingKey().verifies(CONTENT, raw)).isTrue();
    }

    @Test
    void convertsNothingThatIsNoSignature() {
        assertThat(EcdsaForm.toDer(new byte[64])).isEmpty();
        assertThat(EcdsaForm.toDer(new byte[63])).isEmpty();
        byte[] all = new byte[64];
        Arrays.fill(all, (byte) 0xff);
        assertThat(EcdsaForm.toDer(all)).isEmpty();
        assertThat(EcdsaForm.toRaw(new byte[0])).isEmpty();
        byte[] der = KEY.signDer(CONTENT);
        assertThat(EcdsaForm.toRaw(Arrays.copyOf(der, der.length + 1))).isEmpty();
        assertThat(EcdsaForm.toRaw(Arrays.copyOf(der, der.length - 1))).isEmpty();
        assertThat(EcdsaForm.toRaw(HexFormat.of().parseHex("3006020100020100"))).isEmpty();
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = der.clone();
            changed[random.nextInt(6)] = (byte) random.nextInt();
            EcdsaForm.toRaw(changed)
                    .ifPresent(r -> assertThat(EcdsaForm.toDer(r)).contains(changed));
        }
    }

    @Test
    void opensslAgreesBothWays() throws IOException {
        Path privateFile = folder.resolve("key.pem");
        Path publicFile = folder.resolve("pub.pem");
        SigningKey key = KeyFiles.openOrMake(privateFile, publicFile, "k");
        Path content = Files.write(folder.resolve("content"), CONTENT);
        Path der = Files.write(folder.resolve("der"), key.signDer(CONTENT));
        assertThat(
                        OpenSsl.run(
                                        "dgst",
                                        "-sha256",
                                        "-verify",
                                        publicFile,
                                        "-signature",
                                        der,
                                        content)
                                .output())
                .contains("Verified OK");
        OpenSsl.run("dgst", "-sha256", "-sign", privateFile, "-out", der, content);
        byte[] raw = EcdsaForm.toRaw(Files.readAllBytes(der)).orElseThrow();
        assertThat(key.verifyingKey().verifies(CONTENT, raw)).isTrue();
    }

    private static String hex(String base64Url) {
        return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64Url));
    }
}

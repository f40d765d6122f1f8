package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.adapter.crypto.TokenReading.Invalid;
import io.github.canarywave.adapter.crypto.TokenReading.Valid;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class TokensTest {
    private static final List<String> ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                    .chars()
                    .mapToObj(Character::toString)
                    .toList();
    private static final Instant EXPIRES = Instant.ofEpochSecond(1_795_269_600);

    @TempDir Path folder;
    private Path keyFile;
    private DownloadTokens tokens;

    @BeforeEach
    void open() {
        keyFile = folder.resolve("keys/download.key");
        tokens = DownloadTokens.open(keyFile);
    }

    @Test
    void tellsTheAttemptAndTheExpiryItWasIssuedFor() {
        for (long attempt : new long[] {0, 1, 42, Long.MAX_VALUE, -1})
            for (long seconds : new long[] {0, 1_795_269_600, 0x8000_0000L, 0xffff_ffffL}) {
                String token = tokens.issue(attempt, Instant.ofEpochSecond(seconds));
                assertThat(token).hasSize(DownloadTokens.CHARACTERS).matches("[A-Za-z0-9_-]+");
                assertThat(tokens.read(token))
                        .isEqualTo(new Valid(attempt, Instant.ofEpochSecond(seconds)));
            }
    }

    @Test
    void hasTheFieldsOfTheProtocolPage() throws Exception {
        byte[] token =
                Base64Url.decode(tokens.issue(0x0102030405060708L, EXPIRES), 30).orElseThrow();
        ByteBuffer expected = ByteBuffer.allocate(14);
        expected.put((byte) 1).put((byte) 1).putLong(0x0102030405060708L).putInt(1_795_269_600);
        byte[] head = Arrays.copyOf(token, 14);
        assertThat(ByteBuffer.wrap(head)).isEqualTo(expected.flip());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Files.readAllBytes(keyFile), "HmacSHA256"));
        assertThat(Arrays.copyOfRange(token, 14, 30))
                .isEqualTo(Arrays.copyOf(mac.doFinal(head), 16));
    }

    @Test
    void refusesEachOtherCharacterAtEachPlace() {
        String token = tokens.issue(7, EXPIRES);
        for (int i = 0; i < token.length(); i++)
            for (String c : ALPHABET) {
                String changed = token.substring(0, i) + c + token.substring(i + 1);
                if (changed.equals(token)) continue;
                assertThat(tokens.read(changed)).as(changed).isInstanceOf(Invalid.class);
            }
    }

    @Test
    void refusesAnotherFormOfTheSameToken() {
        String token = tokens.issue(7, EXPIRES);
        for (String other :
                List.of(
                        token + "=",
                        token + "==",
                        token + "A",
                        " " + token,
                        token.substring(1),
                        token.replaceFirst(".$", "\n"),
                        "",
                        "é".repeat(40)))
            assertThat(tokens.read(other)).as(other).isInstanceOf(Invalid.class);
        assertThat(Base64Url.decode("AB", 1)).as("bits that no byte holds").isEmpty();
        assertThat(Base64Url.decode("AA", 1)).isPresent();
    }

    @Test
    void saysWhyItRefuses() {
        byte[] token = Base64Url.decode(tokens.issue(7, EXPIRES), 30).orElseThrow();
        assertThat(why(with(token, 0, 2))).isEqualTo("unknown token version 2");
        assertThat(why(with(token, 1, 200))).isEqualTo("unknown token key 200");
        assertThat(why(with(token, 29, token[29] + 1))).contains("not issued by this server");
    }

    @Test
    void keepsItsKeyAcrossStartsAndSharesItWithNobody() throws IOException {
        String token = tokens.issue(7, EXPIRES);
        assertThat(DownloadTokens.open(keyFile).read(token)).isInstanceOf(Valid.class);
        assertThat(DownloadTokens.open(folder.resolve("other.key")).read(token))
                .isInstanceOf(Invalid.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
        assertThat(Files.size(keyFile)).isEqualTo(32);
    }

    @Test
    void refusesABadKeyFile() throws IOException {
        PrivateFiles.writeSecret(keyFile, new byte[31]);
        assertThatThrownBy(() -> DownloadTokens.open(keyFile))
                .isInstanceOf(KeysUnavailable.class)
                .hasMessageContaining("31 bytes");
        PrivateFiles.writeSecret(keyFile, new byte[32]);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> DownloadTokens.open(keyFile)).hasMessageContaining("rw-r--r--");
    }

    @Test
    void issuesNoTokenOutsideItsFourBytes() {
        for (long seconds : new long[] {-1, 0x1_0000_0000L})
            assertThatThrownBy(() -> tokens.issue(1, Instant.ofEpochSecond(seconds)))
                    .isInstanceOf(IllegalArgumentException.class);
        assertThat(tokens.issue(1, EXPIRES.plusNanos(999_999_999)))
                .isEqualTo(tokens.issue(1, EXPIRES));
    }

    @Test
    void makesSecretsOfWhichOnlyAHashIsKept() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1_000; i++) made.add(SecretTokens.make());
        assertThat(made).hasSize(1_000).allMatch(t -> t.matches("[A-Za-z0-9_-]{43}"));
        String token = made.iterator().next();
        String hash = SecretTokens.hash(token);
        assertThat(hash).matches("[0-9a-f]{64}").doesNotContain(token);
        assertThat(SecretTokens.matches(token, hash)).isTrue();
        assertThat(SecretTokens.matches(token + "x", hash)).isFalse();
        assertThat(SecretTokens.matches("", hash)).isFalse();
        assertThat(SecretTokens.matches(hash, hash)).as("the stored hash is no token").isFalse();
        assertThat(SecretTokens.matches(token, "")).isFalse();
    }

    private String why(byte[] token) {
        return ((Invalid) tokens.read(Base64Url.encode(token))).why();
    }

    private static byte[] with(byte[] token, int offset, int value) {
        byte[] changed = token.clone();
        changed[offset] = (byte) value;
        return changed;
    }
}

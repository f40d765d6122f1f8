package io.github.canarywave.adapter.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.crypto.JwsReading.Rejected;
import io.github.canarywave.adapter.crypto.JwsReading.Verified;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

class DetachedJwsTest {
    private static final SigningKey KEY = SigningKey.generate("cmd-2026a");
    private static final List<VerifyingKey> TRUSTED =
            List.of(SigningKey.generate("cmd-2025").verifyingKey(), KEY.verifyingKey());
    private static final byte[] PAYLOAD = "{\"id\":\"01\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void hasTheHeaderOfTheProtocolAndNoPayload() {
        String[] parts = DetachedJws.sign(KEY, PAYLOAD).split("\\.", -1);
        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"cmd-2026a\"}");
        assertThat(parts[1]).isEmpty();
        assertThat(parts[2]).hasSize(86);
    }

    /** RFC 7797, 3: with b64 false the payload is signed as it is, after the encoded header. */
    @Test
    void signsHeaderDotPayloadBytes() {
        String[] parts = DetachedJws.sign(KEY, PAYLOAD).split("\\.", -1);
        String input = parts[0] + "." + new String(PAYLOAD, StandardCharsets.UTF_8);
        assertThat(
                        KEY.verifyingKey()
                                .verifies(
                                        input.getBytes(StandardCharsets.UTF_8),
                                        Base64.getUrlDecoder().decode(parts[2])))
                .isTrue();
    }

    @Test
    void isAtMost172CharactersLong() {
        assertThat(DetachedJws.sign(SigningKey.generate("rel-2026abcd"), PAYLOAD)).hasSize(172);
    }

    @Test
    void holdsForItsPayloadAndATrustedKey() {
        String jws = DetachedJws.sign(KEY, PAYLOAD);
        assertThat(DetachedJws.verify(jws, PAYLOAD, TRUSTED)).isEqualTo(new Verified("cmd-2026a"));
        assertThat(DetachedJws.verify(jws, new byte[0], TRUSTED)).isInstanceOf(Rejected.class);
        assertThat(why(DetachedJws.verify(jws, PAYLOAD, TRUSTED.subList(0, 1))))
                .contains("no trusted key [cmd-2025 (");
        var impostor = List.of(SigningKey.generate("cmd-2026a").verifyingKey());
        assertThat(why(DetachedJws.verify(jws, PAYLOAD, impostor)))
                .contains("not by key cmd-2026a");
    }

    @Test
    void refusesEachChangedCharacter() {
        String jws = DetachedJws.sign(KEY, PAYLOAD);
        for (int i = 0; i < jws.length(); i++) {
            char other = jws.charAt(i) == 'A' ? 'B' : 'A';
            String changed = jws.substring(0, i) + other + jws.substring(i + 1);
            assertThat(DetachedJws.verify(changed, PAYLOAD, TRUSTED))
                    .as("character %d", i)
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void refusesOtherHeadersEvenWhenTheKeySignedThem() {
        for (String json :
                List.of(
                        "{\"alg\":\"none\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"cmd-2026a\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"cmd-2026a\"}",
                        "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"cmd-2026a\" }"))
            assertThat(DetachedJws.verify(signed(json), PAYLOAD, TRUSTED))
                    .as(json)
                    .isInstanceOf(Rejected.class);
    }

    @Test
    void refusesGarbageAndShowsItEscapedAndCut() {
        for (String garbage : List.of("", ".", "..", "a..b", "\u0000\n", "x".repeat(5_000)))
            assertThat(DetachedJws.verify(garbage, PAYLOAD, TRUSTED)).isInstanceOf(Rejected.class);
        assertThat(why(DetachedJws.verify("\u001b[31m" + "x".repeat(5_000), PAYLOAD, TRUSTED)))
                .contains("?[31mxxx")
                .hasSizeLessThan(300);
        String withPayload = DetachedJws.sign(KEY, PAYLOAD).replace("..", ".e30.");
        assertThat(DetachedJws.verify(withPayload, PAYLOAD, TRUSTED)).isInstanceOf(Rejected.class);
    }

    private static String signed(String header) {
        String encoded = Base64Url.encode(header.getBytes(StandardCharsets.UTF_8));
        String input = encoded + "." + new String(PAYLOAD, StandardCharsets.UTF_8);
        byte[] raw = KEY.signRaw(input.getBytes(StandardCharsets.UTF_8));
        return encoded + ".." + Base64Url.encode(raw);
    }

    private static String why(JwsReading reading) {
        return ((Rejected) reading).why();
    }
}

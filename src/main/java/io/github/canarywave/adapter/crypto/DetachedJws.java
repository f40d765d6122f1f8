package io.github.canarywave.adapter.crypto;

import io.github.canarywave.adapter.crypto.JwsReading.Rejected;
import io.github.canarywave.adapter.crypto.JwsReading.Verified;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/**
 * Detached JWS over plain bytes (RFC 7515 appendix F, RFC 7797): {@code <header>..<signature>},
 * ES256. There is one header per key id, and verifying compares it as text: no header of a stranger
 * is ever interpreted. Safe from any thread.
 */
public final class DetachedJws {
    private static final int SIGNATURE_CHARACTERS = 86;

    private DetachedJws() {}

    /** Signs the payload; ASCII text, at most 179 characters. */
    public static String sign(SigningKey key, byte[] payload) {
        String header = header(key.kid());
        return header + ".." + Base64Url.encode(key.signRaw(signingInput(header, payload)));
    }

    /** Verifies against the keys that are trusted; the key id in the header chooses among them. */
    public static JwsReading verify(String jws, byte[] payload, Collection<VerifyingKey> trusted) {
        int signatureAt = jws.length() - SIGNATURE_CHARACTERS;
        if (signatureAt < 2 || !jws.startsWith("..", signatureAt - 2))
            return new Rejected("no detached JWS with a signature of 86 characters: " + shown(jws));
        String header = jws.substring(0, signatureAt - 2);
        Optional<byte[]> signature =
                Base64Url.decode(jws.substring(signatureAt), EcdsaForm.RAW_BYTES);
        if (signature.isEmpty()) return new Rejected("the signature is no base64url");
        for (VerifyingKey key : trusted)
            if (header(key.kid()).equals(header))
                return key.verifies(signingInput(header, payload), signature.get())
                        ? new Verified(key.kid())
                        : new Rejected("the signature is not by key " + key);
        return new Rejected(
                "the header is that of no trusted key " + trusted + ": " + shown(header));
    }

    private static String header(String kid) {
        String json =
                "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"" + kid + "\"}";
        return Base64Url.encode(json.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] signingInput(String header, byte[] payload) {
        ByteArrayOutputStream input =
                new ByteArrayOutputStream(header.length() + 1 + payload.length);
        input.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        input.write('.');
        input.writeBytes(payload);
        return input.toByteArray();
    }

    private static String shown(String text) {
        String cut = text.substring(0, Math.min(text.length(), 200));
        return "\"" + cut.replaceAll("[^ -~]", "?") + "\"";
    }
}

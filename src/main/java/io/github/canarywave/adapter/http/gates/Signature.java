package io.github.canarywave.adapter.http.gates;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages as Standard Webhooks says: HMAC-SHA-256 over id, time and body. */
public final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    /** The specification's: fewer bytes can be guessed, more are no safer. */
    private static final int MIN_BYTES = 24;

    private static final int MAX_BYTES = 64;

    private final SecretKeySpec key;

    private Signature(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * With the secret as the receiver knows it: {@code whsec_} and Base64 of 24 to 64 bytes.
     *
     * @throws IllegalArgumentException when it is none; the message does not tell it
     */
    public static Signature of(String secret) {
        String rule = "a webhook secret is " + PREFIX + " and Base64 of 24 to 64 bytes";
        if (!secret.startsWith(PREFIX)) throw new IllegalArgumentException(rule);
        byte[] key;
        try {
            key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule + ", this is no Base64", e);
        }
        if (key.length < MIN_BYTES || key.length > MAX_BYTES)
            throw new IllegalArgumentException(rule + ", got " + key.length + " bytes");
        return new Signature(key);
    }

    /** The value of {@code webhook-signature}. */
    String of(String id, long seconds, byte[] body) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has " + ALGORITHM, e);
        }
    }
}

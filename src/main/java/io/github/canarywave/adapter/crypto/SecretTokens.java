package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * The tokens by which devices and people show who they are: 256 random bits, stored as plain
 * SHA-256. A slow password hash would add nothing, for so much chance cannot be guessed, and it
 * would cost each connect. Safe from any thread.
 */
public final class SecretTokens {
    /** Characters of a token that {@link #make} made. */
    public static final int CHARACTERS = 43;

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretTokens() {}

    /** A fresh token: 32 random bytes as 43 characters of base64url. */
    public static String make() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return Base64Url.encode(secret);
    }

    /** What is stored of a token: SHA-256 of its text as 64 hexadecimal characters. */
    public static String hash(String token) {
        return Sha256.of(token.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** Whether the presented text is the token with this hash; takes the same time either way. */
    public static boolean matches(String presented, String storedHash) {
        return MessageDigest.isEqual(
                hash(presented).getBytes(StandardCharsets.US_ASCII),
                storedHash.getBytes(StandardCharsets.UTF_8));
    }
}

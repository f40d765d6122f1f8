package io.github.canarywave.domain.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A SHA-256 digest (FIPS 180-4), kept as 64 lower-case hexadecimal characters.
 *
 * @param hex the digest, 64 characters of {@code 0-9a-f}
 */
public record Sha256(String hex) {
    private static final int CHARACTERS = 64;
    private static final String PREFIX = "sha256:";

    public Sha256 {
        if (!isHex(hex))
            throw new IllegalArgumentException(
                    "a SHA-256 is 64 lower-case hexadecimal characters, got \"" + hex + "\"");
    }

    /** Without a regular expression: there is a digest in each row and message. */
    private static boolean isHex(String text) {
        if (text.length() != CHARACTERS) return false;
        for (int i = 0; i < CHARACTERS; i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
        }
        return true;
    }

    /** The digest whose 32 bytes these are. */
    public static Sha256 ofDigest(byte[] digest) {
        return new Sha256(HexFormat.of().formatHex(digest));
    }

    /** Computes the digest of the given bytes. */
    public static Sha256 of(byte[] content) {
        return ofDigest(newDigest().digest(content));
    }

    /** Reads the 43 characters of unpadded base64url that stand on the device wire. */
    public static Sha256 ofBase64Url(String text) {
        byte[] digest = Base64.getUrlDecoder().decode(text);
        if (digest.length != 32)
            throw new IllegalArgumentException(
                    "a SHA-256 has 32 bytes, got " + digest.length + " in \"" + text + "\"");
        return ofDigest(digest);
    }

    /** Reads {@code sha256:} and 64 hexadecimal characters, as people write it. */
    public static Sha256 ofPrefixed(String text) {
        if (!text.startsWith(PREFIX) || !isHex(text.substring(PREFIX.length())))
            throw new IllegalArgumentException(
                    "a digest is sha256: and 64 characters of 0-9 a-f, got \"" + text + "\"");
        return new Sha256(text.substring(PREFIX.length()));
    }

    /** A fresh digest for content that comes in parts. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java runtime has SHA-256", e);
        }
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** 43 characters of unpadded base64url, as on the device wire. */
    public String base64Url() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    /** {@code sha256:} and 64 hexadecimal characters, which says what it is. */
    public String prefixed() {
        return PREFIX + hex;
    }

    /** The first 12 characters, for people. */
    public String abbreviated() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return hex;
    }
}

package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;

/**
 * The part of a command that tells a device which bytes to fetch and who vouches for them.
 *
 * @param securityVersion the counter that never goes down, at least 0
 * @param size bytes of the file, 1 to {@link #SIZE_MAX_BYTES}
 * @param sha256 of the whole file
 * @param key name of the release key, 1 to {@link #KEY_MAX_CHARACTERS} characters
 * @param signature of the manifest text by that key: 64 bytes as {@link #SIGNATURE_CHARACTERS}
 *     characters of base64url
 */
public record ArtifactContent(
        Model model,
        Version version,
        int securityVersion,
        long size,
        Sha256 sha256,
        String key,
        String signature) {
    /** Small devices count bytes in an unsigned 32-bit number. */
    public static final long SIZE_MAX_BYTES = 0xFFFF_FFFFL;

    /** A command has to fit the packet buffer of small devices. */
    public static final int KEY_MAX_CHARACTERS = 12;

    /** The 64 bytes of an ES256 signature in base64url without padding. */
    public static final int SIGNATURE_CHARACTERS = 86;

    /** The same, vouched for by another key. */
    public ArtifactContent signedBy(ReleaseSignature other) {
        return new ArtifactContent(
                model, version, securityVersion, size, sha256, other.key(), other.signature());
    }

    public ArtifactContent {
        if (securityVersion < 0)
            throw new IllegalArgumentException(
                    "security version is at least 0, got " + securityVersion);
        if (size < 1 || size > SIZE_MAX_BYTES)
            throw new IllegalArgumentException(
                    "size is 1 to " + SIZE_MAX_BYTES + " bytes, got " + size);
        if (!key.matches("[A-Za-z0-9._-]{1," + KEY_MAX_CHARACTERS + "}"))
            throw new IllegalArgumentException(
                    "key name is 1 to 12 letters, digits, dots, hyphens, got \"" + key + "\"");
        if (!signature.matches("[A-Za-z0-9_-]{" + SIGNATURE_CHARACTERS + "}"))
            throw new IllegalArgumentException(
                    "signature is 86 characters of base64url, got " + signature.length());
    }
}

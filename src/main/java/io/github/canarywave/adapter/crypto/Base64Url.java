package io.github.canarywave.adapter.crypto;

import java.util.Base64;
import java.util.Optional;

/** Base64url without padding (RFC 4648, 5), read strictly: one text for one value. */
final class Base64Url {
    private Base64Url() {}

    static String encode(byte[] content) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }

    /** The bytes; empty unless {@link #encode} of exactly so many bytes would write this text. */
    static Optional<byte[]> decode(String text, int bytes) {
        if (text.length() != (bytes * 4 + 2) / 3) return Optional.empty();
        try {
            byte[] content = Base64.getUrlDecoder().decode(text);
            return content.length == bytes && encode(content).equals(text)
                    ? Optional.of(content)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}

package io.github.canarywave.app;

import java.time.Instant;

/**
 * A browser that is logged in. It stands for a token, and ends with it.
 *
 * @param digest SHA-256 of the secret in its cookie, in hexadecimal
 * @param token SHA-256 of the token it was opened with, in hexadecimal
 * @param until when it ends by itself, by the wall clock
 */
public record BrowserSession(
        String digest, String token, Instant opened, Instant until, Visitor visitor) {
    /** 64 bit of the digest: enough to tell them apart, of no use to get in. */
    private static final int ID_CHARACTERS = 16;

    /** What people call it. */
    public String id() {
        return digest.substring(0, ID_CHARACTERS);
    }

    /** Whether it is still open, as far as time goes. */
    boolean openAt(Instant now) {
        return now.isBefore(until);
    }
}

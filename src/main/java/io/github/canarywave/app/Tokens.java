package io.github.canarywave.app;

/** Makes secrets for devices; only their hashes are kept. */
public interface Tokens {
    /** A secret of 256 random bits. */
    String newToken();

    /** What is stored of it. */
    String hash(String token);
}

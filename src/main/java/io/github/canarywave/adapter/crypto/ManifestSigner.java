package io.github.canarywave.adapter.crypto;

/** A private key on P-256 that signs, wherever it lies: in a file, or in a token that keeps it. */
public interface ManifestSigner {
    /** Id of the key, 1 to 12 characters. */
    String kid();

    /** The public half. */
    VerifyingKey verifyingKey();

    /**
     * Signs with SHA-256.
     *
     * @return 64 bytes r || s, as in JWS
     * @throws KeysUnavailable when the key cannot be used now
     */
    byte[] signRaw(byte[] content);
}

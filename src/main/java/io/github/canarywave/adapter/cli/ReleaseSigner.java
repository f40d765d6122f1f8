package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.image.Manifest;

import java.nio.file.Path;

/** Signs and verifies manifests with release keys in PEM files. */
public interface ReleaseSigner {
    /** What came of signing. */
    sealed interface Signing {
        /**
         * The signature and who made it.
         *
         * @param key id of the key, at most 12 characters
         * @param signature 86 characters of base64url
         */
        record Signed(String key, String signature) implements Signing {}

        /** The key file cannot be used. */
        record Unusable(String why) implements Signing {}
    }

    /** What came of verifying. */
    sealed interface Verdict {
        /**
         * The key signed this manifest.
         *
         * @param derSignature the same signature as OpenSSL wants it
         */
        @SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
        record Holds(byte[] derSignature) implements Verdict {}

        /** The key did not sign it. */
        record Broken() implements Verdict {}

        /** The key file cannot be used. */
        record Unusable(String why) implements Verdict {}
    }

    /** Signs with the private key in this file. */
    Signing sign(Path privateKey, Manifest manifest);

    /**
     * Tells whether the public key in this file made the signature.
     *
     * @param key id that the release names
     * @param signature text from a stranger
     */
    Verdict verify(Path publicKey, String key, Manifest manifest, String signature);
}

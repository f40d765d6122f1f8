package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.image.Manifest;

import java.nio.file.Path;
import java.util.Optional;

/** Makes release keys, and signs and verifies manifests with them. */
public interface ReleaseSigner {
    /** Where a private key lies. */
    sealed interface SecretKey {
        /** How devices and servers name it; empty: after its digest. */
        Optional<String> id();

        /**
         * In a file.
         *
         * @param file PEM, mode 0600
         */
        record InFile(Path file, Optional<String> id) implements SecretKey {}

        /**
         * In a PKCS#11 token.
         *
         * @param config file for the provider SunPKCS11: name, library, slot
         * @param label of key and certificate in the token
         * @param pinFile file with the PIN, mode 0600
         */
        record InToken(Path config, String label, Path pinFile, Optional<String> id)
                implements SecretKey {}
    }

    /** What came of signing. */
    sealed interface Signing {
        /**
         * The signature and who made it.
         *
         * @param key id of the key, at most 12 characters
         * @param signature 86 characters of base64url
         * @param der the same signature as OpenSSL wants it
         * @param jws the manifest as a JWS in compact form
         */
        @SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
        record Signed(String key, String signature, byte[] der, String jws) implements Signing {}

        /** The key cannot be used. */
        record Unusable(String why) implements Signing {}
    }

    /** What came of making a key. */
    sealed interface Making {
        /**
         * A key is there that was not before.
         *
         * @param key id that it goes by
         * @param fingerprint what devices list as anchor
         */
        record Made(String key, String fingerprint, Path publicFile) implements Making {}

        /** There is none. */
        record Unusable(String why) implements Making {}
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

    /** Signs with this private key. */
    Signing sign(SecretKey key, Manifest manifest);

    /** Makes a key in this file, and its public half beside it; overwrites nothing. */
    Making make(Path privateFile, Optional<String> id);

    /**
     * Tells whether the public key in this file made the signature.
     *
     * @param signature text from a stranger
     */
    Verdict verify(Path publicKey, Manifest manifest, String signature);
}

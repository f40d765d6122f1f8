package io.github.canarywave.adapter.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;

/** A private key on P-256 with its id: makes ES256 signatures. Safe from any thread. */
public final class SigningKey {
    private final PrivateKey key;
    private final VerifyingKey verifyingKey;

    SigningKey(String kid, KeyPair pair) {
        this.key = pair.getPrivate();
        this.verifyingKey = new VerifyingKey(kid, pair.getPublic());
    }

    /** A fresh key that is nowhere stored. */
    public static SigningKey generate(String kid) {
        return new SigningKey(kid, P256.generate());
    }

    /** Its id, 1 to 12 characters. */
    public String kid() {
        return verifyingKey.kid();
    }

    /** The public half. */
    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** Signs with SHA-256; 64 bytes r || s, as in JWS. */
    public byte[] signRaw(byte[] content) {
        return sign("SHA256withECDSAinP1363Format", content);
    }

    /** Signs with SHA-256; DER, as OpenSSL wants it. */
    public byte[] signDer(byte[] content) {
        return sign("SHA256withECDSA", content);
    }

    String pem() {
        return Pem.of(key);
    }

    private byte[] sign(String algorithm, byte[] content) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + kid() + " cannot sign", e);
        }
    }

    /** Names the key, never its secret. */
    @Override
    public String toString() {
        return verifyingKey.toString();
    }
}

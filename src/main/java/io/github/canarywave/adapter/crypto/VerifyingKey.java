package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.image.Sha256;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.regex.Pattern;

/** A public key on P-256 with its id: tells whether ES256 signatures hold. Safe from any thread. */
public final class VerifyingKey {
    /** Characters; the longest command must fit 1000 bytes. */
    public static final int MAX_KID_CHARACTERS = 12;

    private static final Pattern KID =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_KID_CHARACTERS - 1) + "}");

    private static final int FINGERPRINT_CHARACTERS = 16;

    private final String kid;
    private final PublicKey key;

    VerifyingKey(String kid, PublicKey key) {
        if (!KID.matcher(kid).matches())
            throw new IllegalArgumentException(
                    "key id must match " + KID + ", got \"" + kid + "\"");
        this.kid = kid;
        this.key = key;
    }

    /**
     * The key in a PEM text (SubjectPublicKeyInfo).
     *
     * @param kid its id, at most 12 characters
     * @throws KeysUnavailable when there is no P-256 public key in it
     */
    public static VerifyingKey ofPem(String kid, String pem) {
        return new VerifyingKey(kid, Pem.publicKey(pem, "public key " + kid));
    }

    /** Whether a key can go by this name. */
    public static boolean isKid(String text) {
        return KID.matcher(text).matches();
    }

    /** Its id, 1 to 12 characters. */
    public String kid() {
        return kid;
    }

    /** The key as PEM text (SubjectPublicKeyInfo). */
    public String pem() {
        return Pem.of(key);
    }

    /** 16 hexadecimal characters that tell keys apart: SHA-256 of the SubjectPublicKeyInfo, cut. */
    public String fingerprint() {
        return Sha256.of(key.getEncoded()).hex().substring(0, FINGERPRINT_CHARACTERS);
    }

    /**
     * Whether this key signed the content. Never throws for strangers' bytes: a signature of
     * another length or shape is false.
     *
     * @param rawSignature r || s, 64 bytes
     */
    public boolean verifies(byte[] content, byte[] rawSignature) {
        if (rawSignature.length != EcdsaForm.RAW_BYTES) return false;
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(rawSignature);
        } catch (SignatureException _) {
            return false; // r or s out of range
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("key " + kid + " was checked when it was read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has ES256", e);
        }
    }

    boolean samePoint(VerifyingKey other) {
        return key.equals(other.key);
    }

    @Override
    public String toString() {
        return kid + " (" + fingerprint() + ")";
    }
}

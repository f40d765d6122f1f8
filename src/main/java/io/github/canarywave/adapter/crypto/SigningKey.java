package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.image.Sha256;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;

/**
 * A private key on P-256 with its id: makes ES256 signatures. The same content gives the same
 * signature (RFC 6979). Safe from any thread.
 */
public final class SigningKey implements ManifestSigner {
    /** Bouncy Castle's arithmetic for this one curve: half the time of the JDK's, measured. */
    private static final ECDomainParameters CURVE =
            new ECDomainParameters(CustomNamedCurves.getByName("secp256r1"));

    private final PrivateKey key;
    private final ECPrivateKeyParameters secret;
    private final VerifyingKey verifyingKey;

    SigningKey(String kid, KeyPair pair) {
        this.key = pair.getPrivate();
        this.secret = new ECPrivateKeyParameters(((ECPrivateKey) key).getS(), CURVE);
        this.verifyingKey = new VerifyingKey(kid, pair.getPublic());
    }

    /** A fresh key that is nowhere stored. */
    public static SigningKey generate(String kid) {
        return new SigningKey(kid, P256.generate());
    }

    /** Its id, 1 to 12 characters. */
    @Override
    public String kid() {
        return verifyingKey.kid();
    }

    /** The public half. */
    @Override
    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** Signs with SHA-256; 64 bytes r || s, as in JWS. */
    @Override
    public byte[] signRaw(byte[] content) {
        return sign(PlainDSAEncoding.INSTANCE, content);
    }

    /** Signs with SHA-256; DER, as OpenSSL wants it. */
    public byte[] signDer(byte[] content) {
        return sign(StandardDSAEncoding.INSTANCE, content);
    }

    String pem() {
        return Pem.of(key);
    }

    private byte[] sign(DSAEncoding form, byte[] content) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, secret);
        BigInteger[] rs = signer.generateSignature(Sha256.newDigest().digest(content));
        try {
            return form.encode(CURVE.getN(), rs[0], rs[1]);
        } catch (IOException e) {
            throw new IllegalStateException("key " + kid() + " cannot sign", e);
        }
    }

    /** Names the key, never its secret. */
    @Override
    public String toString() {
        return verifyingKey.toString();
    }
}

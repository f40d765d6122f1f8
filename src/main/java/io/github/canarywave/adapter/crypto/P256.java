package io.github.canarywave.adapter.crypto;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Key pairs on the curve P-256, the only one we use: each device in the field can verify it. */
final class P256 {
    private P256() {}

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has P-256", e);
        }
    }

    /**
     * The key pair of a private key; the public half is computed, for the file need not hold it.
     *
     * @param where the file it came from, for messages
     */
    static KeyPair pair(PrivateKeyInfo info, String where) {
        requireCurve(info.getPrivateKeyAlgorithm(), where);
        try {
            var secret = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(info);
            var domain = secret.getParameters();
            var point = new FixedPointCombMultiplier().multiply(domain.getG(), secret.getD());
            var open =
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                            new ECPublicKeyParameters(point, domain));
            var privateKey =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
            return new KeyPair(publicKey(open, where), privateKey);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw damaged(where, e);
        }
    }

    /** The public key, whose point is checked to lie on the curve. */
    static PublicKey publicKey(SubjectPublicKeyInfo info, String where) {
        requireCurve(info.getAlgorithm(), where);
        try {
            PublicKeyFactory.createKey(info);
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw damaged(where, e);
        }
    }

    private static void requireCurve(AlgorithmIdentifier algorithm, String where) {
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey))
            throw wrongKind(where, "algorithm " + algorithm.getAlgorithm());
        if (!SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters()))
            throw wrongKind(where, "curve " + curve(algorithm));
    }

    private static String curve(AlgorithmIdentifier algorithm) {
        if (!(algorithm.getParameters() instanceof ASN1ObjectIdentifier id))
            return "without a name";
        String name = ECNamedCurveTable.getName(id);
        return name == null ? id.getId() : name;
    }

    private static KeysUnavailable wrongKind(String where, String seen) {
        return new KeysUnavailable(
                where
                        + " holds a key with "
                        + seen
                        + "; keys are on the EC curve P-256 (secp256r1, prime256v1). Make one with:"
                        + " openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    }

    private static KeysUnavailable damaged(String where, Exception e) {
        return new KeysUnavailable(
                where + " holds a damaged key: " + e.getMessage() + ". Restore it from a copy.", e);
    }
}

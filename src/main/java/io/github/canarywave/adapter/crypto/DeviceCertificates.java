package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.fleet.DeviceId;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

/** Client certificates of devices, signed by our root. Immutable; safe from any thread. */
public final class DeviceCertificates {
    /**
     * A broker that has no newer list than this refuses everybody: once a month is often enough.
     */
    private static final Duration LIST_LIFE = Duration.ofDays(30);

    private final Authority root;

    DeviceCertificates(Authority root) {
        this.root = root;
    }

    /** A key made for a device, and the request to be signed; both PEM. */
    public record Made(String keyPem, String requestPem) {
        @Override
        public String toString() {
            return "Made[keyPem=(hidden), requestPem=" + requestPem + "]";
        }
    }

    /** What came of a request. */
    public sealed interface Answer {
        /** The certificate and its text. */
        record Signed(X509Certificate certificate, String pem) implements Answer {}

        /** The request is no good. */
        record Refused(String why) implements Answer {}

        /** The root's key is not on this machine. */
        record NoKey(String why) implements Answer {}
    }

    /** Makes a P-256 key and a request for it that names the device. */
    public static Made make(DeviceId device) {
        KeyPair pair = P256.generate();
        try {
            var request =
                    new JcaPKCS10CertificationRequestBuilder(
                                    new X500Name("CN=" + device), pair.getPublic())
                            .build(signer(pair.getPrivate()));
            return new Made(Pem.of(pair.getPrivate()), Pem.request(request.getEncoded()));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("each Java runtime signs with P-256", e);
        }
    }

    /**
     * Signs a certificate that names this device; name and extensions of the request are not looked
     * at, its signature is: it shows that who asks has the key.
     *
     * @param life ends with the root at the latest
     */
    public Answer sign(DeviceId device, String requestPem, Duration life, Instant now) {
        Optional<PrivateKey> key = root.key();
        if (key.isEmpty())
            return new Answer.NoKey(
                    "the key of the root is not at "
                            + root.keyFile()
                            + ". Put it there for as long as certificates are signed.");
        try {
            PublicKey asked = provenKey(Pem.request(requestPem, "the request"));
            X509Certificate made =
                    Certificates.device(device, asked, life, root.certificate(), key.get(), now);
            return new Answer.Signed(made, Authority.pem(made));
        } catch (KeysUnavailable e) {
            return new Answer.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static PublicKey provenKey(PKCS10CertificationRequest request) {
        PublicKey key = P256.publicKey(request.getSubjectPublicKeyInfo(), "the request");
        try {
            if (request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key)))
                return key;
        } catch (OperatorCreationException | PKCSException e) {
            throw new KeysUnavailable("the signature of the request cannot be checked: " + e, e);
        }
        throw new KeysUnavailable(
                "the request is not signed by the key it is for. Make a new one, for instance with:"
                        + " openssl req -new -key KEY -subj /CN=DEVICE");
    }

    /**
     * A list of revoked certificates that brokers take for 30 days.
     *
     * @param revoked serial numbers, and since when
     * @return PEM; empty when the root's key is not on this machine
     */
    public Optional<String> revocationList(Map<BigInteger, Instant> revoked, Instant now) {
        return root.key().map(key -> revocationList(revoked, key, now));
    }

    private String revocationList(Map<BigInteger, Instant> revoked, PrivateKey key, Instant now) {
        X500Name issuer =
                X500Name.getInstance(root.certificate().getSubjectX500Principal().getEncoded());
        Instant start = now.minus(Certificates.CLOCK_TOLERANCE);
        X509v2CRLBuilder list = new X509v2CRLBuilder(issuer, Date.from(start));
        list.setNextUpdate(Date.from(now.plus(LIST_LIFE)));
        revoked.forEach(
                (serial, at) -> list.addCRLEntry(serial, Date.from(at), CRLReason.unspecified));
        try {
            list.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root.certificate()));
            return Pem.revocationList(list.build(signer(key)).getEncoded());
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a revocation list", e);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    }
}

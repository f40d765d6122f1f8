package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.fleet.DeviceId;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** Makes X.509 certificates (RFC 5280), signed with ECDSA and SHA-256. */
final class Certificates {
    /** Years a root lives: longer than the devices that trust it. */
    static final int ROOT_YEARS = 20;

    /** The longest life that browsers accept from a server certificate is 398 days. */
    static final Duration SERVER_LIFE = Duration.ofDays(397);

    /** A certificate is valid from a little before now, for clients whose clock is slow. */
    static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    private static final int SERIAL_BITS =
            127; // positive, and at most 20 bytes (RFC 5280, 4.1.2.2)
    private static final SecureRandom RANDOM = new SecureRandom();

    private Certificates() {}

    /** A root of its own. */
    static X509Certificate root(String commonName, KeyPair pair, Instant now) {
        X500Name name = new X500Name("CN=" + commonName);
        Instant end = now.atOffset(ZoneOffset.UTC).plusYears(ROOT_YEARS).toInstant();
        var builder = builder(name, pair.getPublic(), name, now.minus(CLOCK_TOLERANCE), end);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return signed(builder, pair.getPrivate());
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make root certificate " + commonName, e);
        }
    }

    /** A server certificate that ends after 397 days, or with its root. */
    static X509Certificate server(
            ServerNames names,
            PublicKey key,
            X509Certificate root,
            PrivateKey rootKey,
            Instant now) {
        Instant start = now.minus(CLOCK_TOLERANCE);
        Instant rootEnd = root.getNotAfter().toInstant();
        Instant end = start.plus(SERVER_LIFE).minusSeconds(1); // the last second counts as well
        if (end.isAfter(rootEnd)) end = rootEnd;
        X500Name issuer = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
        var builder = builder(issuer, key, new X500Name("CN=Canarywave server"), start, end);
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, alternative(names));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    ids.createAuthorityKeyIdentifier(root));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
            return signed(builder, rootKey);
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a server certificate for " + names, e);
        }
    }

    /** A certificate by which a device shows who it is; ends with its root at the latest. */
    static X509Certificate device(
            DeviceId device,
            PublicKey key,
            Duration life,
            X509Certificate root,
            PrivateKey rootKey,
            Instant now) {
        Instant rootEnd = root.getNotAfter().toInstant();
        Instant end = now.plus(life).isAfter(rootEnd) ? rootEnd : now.plus(life);
        X500Name issuer = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
        X500Name subject = new X500Name("CN=" + device);
        var builder = builder(issuer, key, subject, now.minus(CLOCK_TOLERANCE), end);
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    ids.createAuthorityKeyIdentifier(root));
            return signed(builder, rootKey);
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate for " + device, e);
        }
    }

    /** The certificate as the JDK holds it. */
    static X509Certificate ofJdk(X509CertificateHolder holder) throws CertificateException {
        return new JcaX509CertificateConverter().getCertificate(holder);
    }

    private static GeneralNames alternative(ServerNames names) {
        List<GeneralName> all = new ArrayList<>();
        for (String name : names.sortedDns()) all.add(new GeneralName(GeneralName.dNSName, name));
        for (String address : names.sortedAddresses())
            all.add(new GeneralName(GeneralName.iPAddress, address));
        return new GeneralNames(all.toArray(new GeneralName[0]));
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, PublicKey key, X500Name subject, Instant start, Instant end) {
        BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(start), Date.from(end), subject, key);
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, CertificateException {
        return ofJdk(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }
}

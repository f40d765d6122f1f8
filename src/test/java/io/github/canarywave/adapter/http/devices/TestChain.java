package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.adapter.http.TlsFiles;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/**
 * A root and whom it vouches for, made for one test.
 *
 * @param root PEM
 */
record TestChain(X500Name name, KeyPair keys, Path root, List<String> between) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A root with so many authorities between it and those whom it vouches for. */
    static TestChain make(Path folder, String name, int between) throws Exception {
        KeyPair keys = keys("EC");
        X500Name root = new X500Name("CN=" + name);
        Path file = folder.resolve(name + ".pem");
        Files.writeString(
                file, pem("CERTIFICATE", certificate(root, keys, root, keys, true).getEncoded()));
        TestChain chain = new TestChain(root, keys, file, List.of());
        for (int i = 0; i < between; i++) {
            KeyPair next = keys("EC");
            X500Name subject = new X500Name("CN=" + name + " " + i);
            List<String> all = new ArrayList<>(chain.between);
            all.addFirst(
                    pem(
                            "CERTIFICATE",
                            certificate(subject, next, chain.name, chain.keys, true).getEncoded()));
            chain = new TestChain(subject, next, file, all);
        }
        return chain;
    }

    /** A certificate and its key, of RSA with 2 048 bits or EC on P-256; good for localhost. */
    TlsFiles issue(Path folder, String subject, String kind) throws Exception {
        KeyPair pair = keys(kind);
        X509CertificateHolder leaf =
                certificate(new X500Name("CN=" + subject), pair, name, keys, false);
        Path chain = folder.resolve(subject + "-" + kind + ".pem");
        Path key = folder.resolve(subject + "-" + kind + ".key.pem");
        Files.writeString(chain, pem("CERTIFICATE", leaf.getEncoded()) + String.join("", between));
        Files.writeString(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return new TlsFiles(chain, key);
    }

    private static KeyPair keys(String kind) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(kind.equals("RSA") ? 2048 : 256);
        return generator.generateKeyPair();
    }

    private static X509CertificateHolder certificate(
            X500Name subject, KeyPair pair, X500Name issuer, KeyPair signer, boolean authority)
            throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(63, RANDOM),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        subject,
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority)
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
        return builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        what,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
                        what);
    }
}

package io.github.canarywave.brokers;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import io.github.canarywave.adapter.crypto.DeviceCertificates;
import io.github.canarywave.adapter.crypto.DeviceCertificates.Answer.Signed;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.domain.fleet.DeviceId;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;

/**
 * Certificate and key that a client shows, good or bad.
 *
 * @param serial in hexadecimal
 */
record DevicePapers(String certificatePem, String keyPem, String serial, Instant expires) {
    private static final Duration DAY = Duration.ofDays(1);

    /** As our server makes them. */
    static DevicePapers of(Pki pki, String device) {
        return signed(pki, device, Instant.now());
    }

    /** As our server made them, and they ended yesterday. */
    static DevicePapers expired(Pki pki, String device) {
        return signed(pki, device, Instant.now().minus(DAY.multipliedBy(2)));
    }

    private static DevicePapers signed(Pki pki, String device, Instant at) {
        DeviceId id = new DeviceId(device);
        DeviceCertificates.Made made = DeviceCertificates.make(id);
        var answer = pki.deviceCertificates().sign(id, made.requestPem(), DAY, at);
        if (!(answer instanceof Signed(X509Certificate certificate, String pem)))
            throw new AssertionError(answer);
        return new DevicePapers(
                pem,
                made.keyPem(),
                certificate.getSerialNumber().toString(16),
                certificate.getNotAfter().toInstant());
    }

    /** Signed by our root, but made for this purpose, or for none. */
    static DevicePapers madeFor(Optional<KeyPurposeId> purpose, Path pkiFolder, Pki pki, String cn)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        Instant now = Instant.now();
        BigInteger serial = BigInteger.valueOf(System.nanoTime());
        var builder =
                new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(pki.root().getSubjectX500Principal().getEncoded()),
                        serial,
                        Date.from(now.minus(DAY)),
                        Date.from(now.plus(DAY)),
                        new X500Name("CN=" + cn),
                        pair.getPublic());
        if (purpose.isPresent())
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose.get()));
        X509Certificate certificate =
                new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(rootKey(pkiFolder))));
        return new DevicePapers(
                pem("CERTIFICATE", certificate.getEncoded()),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
                serial.toString(16),
                now.plus(DAY));
    }

    private static PrivateKey rootKey(Path pkiFolder) throws Exception {
        String text = Files.readString(pkiFolder.resolve("root.key.pem"));
        byte[] der = Base64.getDecoder().decode(text.replaceAll("-----[^-]+-----|\\s", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /** Trusting this CA and showing these. */
    MqttClientSslConfig tls(Path ca) {
        return Tls.showing(ca, certificatePem, keyPem);
    }
}

package io.github.canarywave.adapter.crypto;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;

/**
 * The certificate of a broker that runs elsewhere, signed by our root, so that devices trust it
 * already. It is not kept here.
 *
 * @param keyPem private key, PKCS#8
 * @param chainPem the certificate
 * @param end the last instant at which it is valid
 */
public record BrokerCertificate(String keyPem, String chainPem, Instant end) {
    /**
     * Makes one for exactly these names, valid for 397 days.
     *
     * @param pki folder of {@link Pki}, opened before; nothing is written to it
     * @param now wall clock
     * @throws KeysUnavailable when a name is none, or the root's key is not there
     */
    public static BrokerCertificate issue(Path pki, Set<String> hosts, Instant now) {
        ServerNames names = ServerNames.of(hosts);
        Path anchor = pki.resolve("root.pem");
        if (!PrivateFiles.exists(anchor))
            throw new KeysUnavailable("no root in " + pki + ": it is made by the first start.");
        Authority root = Authority.open(pki, "root", now);
        PrivateKey rootKey =
                root.key()
                        .orElseThrow(
                                () ->
                                        new KeysUnavailable(
                                                "the root's key is not at "
                                                        + root.keyFile()
                                                        + ". Put it there while the certificate is"
                                                        + " made."));
        KeyPair pair = P256.generate();
        X509Certificate certificate =
                Certificates.server(names, pair.getPublic(), root.certificate(), rootKey, now);
        return new BrokerCertificate(
                Pem.of(pair.getPrivate()),
                Authority.pem(certificate),
                certificate.getNotAfter().toInstant());
    }

    @Override
    public String toString() {
        return "BrokerCertificate[until " + end + ", key=(hidden)]";
    }
}

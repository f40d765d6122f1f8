package io.github.canarywave.adapter.crypto;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The certificate by which our listeners are known, and its key.
 *
 * @param certificate signed by the root itself, so the chain is this one: the root in it would cost
 *     small devices memory in each handshake
 * @param key its private key
 */
record ServerCertificate(X509Certificate certificate, PrivateKey key) {
    private static final int SUBJECT_ALTERNATIVE_DNS = 2; // RFC 5280, GeneralName
    private static final int SUBJECT_ALTERNATIVE_IP = 7;

    /**
     * Loads the certificate, or issues a new one with a new key when there is none, when it is
     * unusable, for other names, or less than a third of its life is left. A kill between the two
     * files leaves a pair that does not match, which is unusable.
     *
     * @throws KeysUnavailable when a new one is needed and the root's key is not there
     */
    static ServerCertificate open(
            Path keyFile, Path chainFile, Authority root, ServerNames names, Instant now) {
        Optional<ServerCertificate> present =
                load(keyFile, chainFile).filter(c -> c.serves(names, root, now));
        if (present.isPresent() && now.isBefore(present.get().renewsAt())) return present.get();
        if (root.key().isEmpty()) return present.orElseThrow(() -> rootKeyNeeded(root, names));
        requireLife(root, now);
        KeyPair pair = P256.generate();
        X509Certificate certificate =
                Certificates.server(
                        names, pair.getPublic(), root.certificate(), root.key().get(), now);
        PrivateFiles.writeSecret(keyFile, Authority.ascii(Pem.of(pair.getPrivate())));
        PrivateFiles.writeReadable(chainFile, Authority.ascii(Authority.pem(certificate)));
        return new ServerCertificate(certificate, pair.getPrivate());
    }

    /** The instant from which less than a third of its life is left. */
    Instant renewsAt() {
        Instant end = certificate.getNotAfter().toInstant();
        return end.minus(
                Duration.between(certificate.getNotBefore().toInstant(), end).dividedBy(3));
    }

    private static void requireLife(Authority root, Instant now) {
        Instant end = root.certificate().getNotAfter().toInstant();
        if (!now.isBefore(end))
            throw new KeysUnavailable(
                    "the root certificate ended at "
                            + end
                            + ", now is "
                            + now
                            + ". If the clock is right, devices need the standby root.");
    }

    private static Optional<ServerCertificate> load(Path keyFile, Path chainFile) {
        if (!PrivateFiles.exists(keyFile) || !PrivateFiles.exists(chainFile))
            return Optional.empty();
        try {
            String text = new String(PrivateFiles.readSecret(keyFile), StandardCharsets.US_ASCII);
            KeyPair pair = Pem.privateKey(text, keyFile.toString());
            X509Certificate certificate = Authority.certificate(chainFile);
            return pair.getPublic().equals(certificate.getPublicKey())
                    ? Optional.of(new ServerCertificate(certificate, pair.getPrivate()))
                    : Optional.empty();
        } catch (KeysUnavailable _) {
            return Optional.empty(); // nobody trusts this key by itself: a new one heals it
        }
    }

    private boolean serves(ServerNames names, Authority root, Instant now) {
        try {
            certificate.verify(root.certificate().getPublicKey());
            return names().equals(names)
                    && !now.isBefore(certificate.getNotBefore().toInstant())
                    && now.isBefore(certificate.getNotAfter().toInstant());
        } catch (GeneralSecurityException | KeysUnavailable _) {
            return false;
        }
    }

    private ServerNames names() throws CertificateParsingException {
        Collection<List<?>> alternative = certificate.getSubjectAlternativeNames();
        List<String> hosts = new ArrayList<>();
        if (alternative != null)
            for (List<?> name : alternative)
                if (name.getFirst() instanceof Integer kind
                        && (kind == SUBJECT_ALTERNATIVE_DNS || kind == SUBJECT_ALTERNATIVE_IP))
                    hosts.add(String.valueOf(name.get(1)));
        return ServerNames.of(hosts);
    }

    private static KeysUnavailable rootKeyNeeded(Authority root, ServerNames names) {
        return new KeysUnavailable(
                "a server certificate is needed for "
                        + names.sortedDns()
                        + " and "
                        + names.sortedAddresses()
                        + ", and the root's key is not at "
                        + root.keyFile()
                        + ". Put it there for one start, or start with the names as they were.");
    }
}

package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * A root that devices trust.
 *
 * @param certificate its own certificate
 * @param key its private key; empty when that was taken off this machine
 * @param keyFile where the private key is, or would be
 */
record Authority(X509Certificate certificate, Optional<PrivateKey> key, Path keyFile) {
    /**
     * Loads {@code <name>.pem} and {@code <name>.key.pem}, or makes what is missing. The key is
     * written first, so a kill between the two leaves a key whose certificate is made at the next
     * start. A damaged file is never replaced: devices trust this root and no other.
     *
     * @throws KeysUnavailable when a file is there but unusable
     */
    static Authority open(Path folder, String name, Instant now) {
        Path keyFile = folder.resolve(name + ".key.pem");
        Path certificateFile = folder.resolve(name + ".pem");
        if (!PrivateFiles.exists(certificateFile)) make(keyFile, certificateFile, name, now);
        X509Certificate certificate = certificate(certificateFile);
        if (!PrivateFiles.exists(keyFile))
            return new Authority(certificate, Optional.empty(), keyFile);
        KeyPair pair = pair(keyFile);
        if (!pair.getPublic().equals(certificate.getPublicKey()))
            throw new KeysUnavailable(
                    "certificate "
                            + certificateFile
                            + " does not belong to key "
                            + keyFile
                            + ". Restore both from one copy of the folder.");
        return new Authority(certificate, Optional.of(pair.getPrivate()), keyFile);
    }

    private static void make(Path keyFile, Path certificateFile, String name, Instant now) {
        if (!PrivateFiles.exists(keyFile))
            PrivateFiles.writeSecretIfAbsent(keyFile, ascii(Pem.of(P256.generate().getPrivate())));
        KeyPair pair = pair(keyFile);
        // part of the key's digest: roots of two installations must not share a name
        String tail = Sha256.of(pair.getPublic().getEncoded()).hex().substring(0, 8);
        String commonName = "Canarywave " + name.replace('-', ' ') + " " + tail;
        PrivateFiles.writeReadable(
                certificateFile, ascii(pem(Certificates.root(commonName, pair, now))));
    }

    private static KeyPair pair(Path keyFile) {
        String text = new String(PrivateFiles.readSecret(keyFile), StandardCharsets.US_ASCII);
        return Pem.privateKey(text, "key file " + keyFile);
    }

    static X509Certificate certificate(Path file) {
        String text = new String(PrivateFiles.read(file), StandardCharsets.US_ASCII);
        try {
            return Certificates.ofJdk(Pem.certificates(text, file.toString()).getFirst());
        } catch (CertificateException e) {
            throw new KeysUnavailable(file + " holds a damaged certificate. Restore it.", e);
        }
    }

    static String pem(X509Certificate certificate) {
        try {
            return Pem.certificate(certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

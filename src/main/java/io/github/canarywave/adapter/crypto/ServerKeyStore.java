package io.github.canarywave.adapter.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The server certificate as PKCS#12 file, for listeners that read nothing else. */
final class ServerKeyStore {
    private static final String ALIAS = "server";

    private ServerKeyStore() {}

    /**
     * Makes the file hold this certificate; writes nothing when it does.
     *
     * @return its password, which is kept in the password file, mode 0600
     */
    static String open(Path file, Path passwordFile, ServerCertificate server) {
        String password = password(passwordFile).orElseGet(() -> newPassword(passwordFile));
        if (!holds(file, password, server)) PrivateFiles.writeSecret(file, write(password, server));
        return password;
    }

    private static Optional<String> password(Path file) {
        if (!PrivateFiles.exists(file)) return Optional.empty();
        try {
            String password = new String(PrivateFiles.readSecret(file), StandardCharsets.US_ASCII);
            return Optional.of(password).filter(p -> p.length() == SecretTokens.CHARACTERS);
        } catch (KeysUnavailable _) {
            return Optional.empty(); // seen by others: the store gets another one
        }
    }

    private static String newPassword(Path file) {
        String password = SecretTokens.make();
        PrivateFiles.writeSecret(file, Authority.ascii(password));
        return password;
    }

    private static boolean holds(Path file, String password, ServerCertificate server) {
        if (!PrivateFiles.exists(file)) return false;
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(
                    new ByteArrayInputStream(PrivateFiles.readSecret(file)),
                    password.toCharArray());
            Certificate certificate = store.getCertificate(ALIAS);
            return server.certificate().equals(certificate)
                    && server.key().equals(store.getKey(ALIAS, password.toCharArray()));
        } catch (IOException | GeneralSecurityException | KeysUnavailable _) {
            return false; // it is a copy: written again
        }
    }

    static byte[] write(String password, ServerCertificate server) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    ALIAS,
                    server.key(),
                    password.toCharArray(),
                    new X509Certificate[] {server.certificate()});
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            store.store(content, password.toCharArray());
            return content.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime writes PKCS#12", e);
        }
    }
}

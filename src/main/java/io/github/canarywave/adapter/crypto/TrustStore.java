package io.github.canarywave.adapter.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

/** Our roots as PKCS#12 file, for listeners that read nothing else. */
final class TrustStore {
    private TrustStore() {}

    /** Makes the file hold exactly these certificates; writes nothing when it does. */
    static void open(Path file, String password, List<X509Certificate> roots) {
        if (!holds(file, password, roots)) PrivateFiles.writeSecret(file, write(password, roots));
    }

    private static boolean holds(Path file, String password, List<X509Certificate> roots) {
        if (!PrivateFiles.exists(file)) return false;
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(
                    new ByteArrayInputStream(PrivateFiles.readSecret(file)),
                    password.toCharArray());
            if (store.size() != roots.size()) return false;
            for (int i = 0; i < roots.size(); i++)
                if (!roots.get(i).equals(store.getCertificate(alias(i)))) return false;
            return true;
        } catch (IOException | GeneralSecurityException | KeysUnavailable _) {
            return false; // it is a copy: written again
        }
    }

    static byte[] write(String password, List<X509Certificate> roots) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < roots.size(); i++)
                store.setCertificateEntry(alias(i), roots.get(i));
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            store.store(content, password.toCharArray());
            return content.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime writes PKCS#12", e);
        }
    }

    private static String alias(int place) {
        return "root-" + place;
    }
}

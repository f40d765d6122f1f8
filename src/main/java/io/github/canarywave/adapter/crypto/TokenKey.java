package io.github.canarywave.adapter.crypto;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A private key in a PKCS#11 token (smart card, HSM), which signs there and never leaves it.
 * Confined to one thread.
 */
public final class TokenKey implements ManifestSigner {
    private final Provider provider;
    private final PrivateKey key;
    private final VerifyingKey verifyingKey;

    private TokenKey(Provider provider, PrivateKey key, VerifyingKey verifyingKey) {
        this.provider = provider;
        this.key = key;
        this.verifyingKey = verifyingKey;
    }

    /**
     * Opens the key with this label; it must have a certificate, as keytool makes one.
     *
     * @param config file for the provider SunPKCS11: name, library, slot
     * @param pinFile file with the PIN, mode 0600
     * @param kid makes its id out of the fingerprint
     * @throws KeysUnavailable when library, token or key are not there, or the key is not P-256
     */
    public static TokenKey open(
            Path config, String label, Path pinFile, UnaryOperator<String> kid) {
        String where = "key \"" + label + "\" of the token in " + config;
        char[] pin =
                new String(PrivateFiles.readSecret(pinFile), StandardCharsets.UTF_8)
                        .strip()
                        .toCharArray();
        try {
            Provider provider = provider(config);
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            Certificate certificate = store.getCertificate(label);
            if (certificate == null || !(store.getKey(label, null) instanceof PrivateKey secret))
                throw new KeysUnavailable(
                        where
                                + " is not there with a certificate. keytool -genkeypair -keystore"
                                + " NONE -storetype PKCS11 makes both");
            PublicKey open =
                    P256.publicKey(
                            SubjectPublicKeyInfo.getInstance(
                                    certificate.getPublicKey().getEncoded()),
                            where);
            VerifyingKey unnamed = new VerifyingKey("token", open);
            return new TokenKey(
                    provider, secret, new VerifyingKey(kid.apply(unnamed.fingerprint()), open));
        } catch (IOException
                | GeneralSecurityException
                | ProviderException
                | InvalidParameterException e) {
            throw new KeysUnavailable(
                    where + " cannot be opened: " + told(e) + ". Look at library, slot and PIN", e);
        }
    }

    private static Provider provider(Path config) {
        return Optional.ofNullable(Security.getProvider("SunPKCS11"))
                .orElseThrow(() -> new KeysUnavailable("this Java runtime has no PKCS#11"))
                .configure(config.toString());
    }

    /** Tokens tell why in the innermost cause. */
    private static String told(Exception e) {
        Throwable last = e;
        while (last.getCause() != null) last = last.getCause();
        return String.valueOf(last.getMessage());
    }

    @Override
    public String kid() {
        return verifyingKey.kid();
    }

    @Override
    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    @Override
    public byte[] signRaw(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA", provider);
            signature.initSign(key);
            signature.update(content);
            return EcdsaForm.toRaw(signature.sign())
                    .orElseThrow(() -> new KeysUnavailable("the token made no ECDSA signature"));
        } catch (GeneralSecurityException | ProviderException e) {
            throw new KeysUnavailable("the token of key " + kid() + " did not sign: " + told(e), e);
        }
    }
}

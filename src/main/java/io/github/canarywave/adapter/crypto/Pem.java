package io.github.canarywave.adapter.crypto;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;

/** PEM texts (RFC 7468) of keys and certificates, and clear words for what is not one. */
final class Pem {
    private Pem() {}

    static String of(PrivateKey key) {
        return text("PRIVATE KEY", key.getEncoded());
    }

    static String of(PublicKey key) {
        return text("PUBLIC KEY", key.getEncoded());
    }

    static String certificate(byte[] der) {
        return text("CERTIFICATE", der);
    }

    /** Reads a private key as PKCS#8 or in the older form of OpenSSL. */
    static KeyPair privateKey(String text, String where) {
        for (Object found : objects(text, where))
            switch (found) {
                case PrivateKeyInfo info -> {
                    return P256.pair(info, where);
                }
                case PEMKeyPair pair -> {
                    return P256.pair(pair.getPrivateKeyInfo(), where);
                }
                case PKCS8EncryptedPrivateKeyInfo _ -> throw encrypted(where);
                case PEMEncryptedKeyPair _ -> throw encrypted(where);
                case SubjectPublicKeyInfo _ -> throw publicOnly(where);
                default -> {} // curve parameters, which OpenSSL puts before the key
            }
        throw notFound(where, "private key (-----BEGIN PRIVATE KEY-----)");
    }

    /** Reads a public key as SubjectPublicKeyInfo. */
    static PublicKey publicKey(String text, String where) {
        for (Object found : objects(text, where))
            if (found instanceof SubjectPublicKeyInfo info) return P256.publicKey(info, where);
        throw notFound(where, "public key (-----BEGIN PUBLIC KEY-----)");
    }

    static String request(byte[] der) {
        return text("CERTIFICATE REQUEST", der);
    }

    static String revocationList(byte[] der) {
        return text("X509 CRL", der);
    }

    /** Reads a request for a certificate, PKCS#10. */
    static PKCS10CertificationRequest request(String text, String where) {
        for (Object found : objects(text, where))
            if (found instanceof PKCS10CertificationRequest request) return request;
        throw notFound(where, "request (-----BEGIN CERTIFICATE REQUEST-----)");
    }

    /** Reads all certificates, at least one. */
    static List<X509CertificateHolder> certificates(String text, String where) {
        List<X509CertificateHolder> certificates = new ArrayList<>();
        for (Object found : objects(text, where))
            if (found instanceof X509CertificateHolder certificate) certificates.add(certificate);
        if (certificates.isEmpty())
            throw notFound(where, "certificate (-----BEGIN CERTIFICATE-----)");
        return certificates;
    }

    private static List<Object> objects(String text, String where) {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject())
                objects.add(next);
            return objects;
        } catch (IOException | RuntimeException e) {
            // the parser throws whatever its decoders meet in damaged bytes
            throw new KeysUnavailable(
                    where + " is no readable PEM text: " + e.getMessage() + ". Restore it.", e);
        }
    }

    private static String text(String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static KeysUnavailable encrypted(String where) {
        return new KeysUnavailable(
                where
                        + " holds a private key under a pass phrase, which is not supported. Write it"
                        + " without: openssl pkey -in OLD -out NEW, then chmod 600 NEW");
    }

    private static KeysUnavailable publicOnly(String where) {
        return new KeysUnavailable(
                where + " holds a public key, a private key is needed. Name the other file.");
    }

    private static KeysUnavailable notFound(String where, String what) {
        return new KeysUnavailable(where + " holds no " + what + ". Name a PEM file that does.");
    }
}

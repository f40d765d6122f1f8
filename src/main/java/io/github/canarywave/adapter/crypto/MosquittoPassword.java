package io.github.canarywave.adapter.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What Mosquitto stores of a password: {@code $7$rounds$salt$hash}, PBKDF2 with SHA-512, as its
 * program mosquitto_passwd writes it. Our passwords are random, so many rounds would only slow down
 * each connect. Safe from any thread.
 */
public final class MosquittoPassword {
    /** As mosquitto_passwd of version 2 writes; the number stands in the file. */
    private static final int ROUNDS = 101;

    private static final int SALT_BYTES = 12;
    private static final int HASH_BITS = 512;
    private static final SecureRandom RANDOM = new SecureRandom();

    private MosquittoPassword() {}

    /** The line of a password file for this user, without its end. */
    public static String line(String user, String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return user
                + ":$7$"
                + ROUNDS
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(hash(password, salt));
    }

    private static byte[] hash(String password, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ROUNDS, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has PBKDF2WithHmacSHA512", e);
        }
    }
}

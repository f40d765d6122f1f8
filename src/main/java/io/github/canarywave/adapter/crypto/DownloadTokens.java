package io.github.canarywave.adapter.crypto;

import io.github.canarywave.adapter.crypto.TokenReading.Invalid;
import io.github.canarywave.adapter.crypto.TokenReading.Valid;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues and reads the tokens in download URLs: 40 characters of base64url for 30 bytes, version 1,
 * key id 1, attempt key 8, expiry 4 (unsigned Unix seconds), HMAC-SHA-256 of these cut to 16.
 * Whether attempt and expiry still stand is for the caller. Safe from any thread.
 */
public final class DownloadTokens {
    /** Characters of a token. */
    public static final int CHARACTERS = 40;

    private static final byte VERSION = 1;
    private static final byte KEY_ID = 1;
    private static final int KEY_BYTES = 32;
    private static final int TOKEN_BYTES = 30;
    private static final int SIGNED_BYTES = 14;
    private static final long MAX_SECONDS = 0xffff_ffffL;

    private final SecretKeySpec key;

    private DownloadTokens(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * Loads the key, or makes it when the file is missing: 32 random bytes, mode 0600. A missing
     * folder is made with mode 0700.
     *
     * @throws KeysUnavailable when the file is readable by others or has not 32 bytes
     */
    public static DownloadTokens open(Path keyFile) {
        PrivateFiles.makeFolderOf(keyFile);
        if (!PrivateFiles.exists(keyFile)) {
            byte[] fresh = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            PrivateFiles.writeSecretIfAbsent(keyFile, fresh);
        }
        byte[] key = PrivateFiles.readSecret(keyFile);
        if (key.length != KEY_BYTES)
            throw new KeysUnavailable(
                    "download key "
                            + keyFile
                            + " has "
                            + key.length
                            + " bytes, the rule is 32. Restore it, or remove it to get a new one:"
                            + " URLs given out before then stop working.");
        return new DownloadTokens(key);
    }

    /**
     * The token for an attempt; the same arguments give the same token.
     *
     * @param expires 1970 to 2106, cut to whole seconds
     */
    public String issue(long attemptKey, Instant expires) {
        long seconds = expires.getEpochSecond();
        if (seconds < 0 || seconds > MAX_SECONDS)
            throw new IllegalArgumentException(
                    "a token expires between 1970 and 2106, got " + expires);
        byte[] token = new byte[TOKEN_BYTES];
        ByteBuffer fields = ByteBuffer.wrap(token);
        fields.put(VERSION).put(KEY_ID).putLong(attemptKey).putInt((int) seconds);
        fields.put(seal(token));
        return Base64Url.encode(token);
    }

    /** Reads a token; never throws, whatever the text is. One token has one text. */
    public TokenReading read(String text) {
        Optional<byte[]> decoded = Base64Url.decode(text, TOKEN_BYTES);
        if (decoded.isEmpty()) return new Invalid("a token is 40 characters of base64url");
        ByteBuffer fields = ByteBuffer.wrap(decoded.get());
        byte version = fields.get();
        if (version != VERSION) return new Invalid("unknown token version " + (version & 0xff));
        byte keyId = fields.get();
        if (keyId != KEY_ID) return new Invalid("unknown token key " + (keyId & 0xff));
        long attemptKey = fields.getLong();
        Instant expires = Instant.ofEpochSecond(fields.getInt() & MAX_SECONDS);
        byte[] seal = Arrays.copyOfRange(decoded.get(), SIGNED_BYTES, TOKEN_BYTES);
        if (!MessageDigest.isEqual(seal, seal(decoded.get())))
            return new Invalid("the token was not issued by this server");
        return new Valid(attemptKey, expires);
    }

    private byte[] seal(byte[] token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(token, 0, SIGNED_BYTES);
            return Arrays.copyOf(mac.doFinal(), TOKEN_BYTES - SIGNED_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has HMAC-SHA-256", e);
        }
    }
}

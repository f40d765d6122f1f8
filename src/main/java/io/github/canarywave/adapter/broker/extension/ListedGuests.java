package io.github.canarywave.adapter.broker.extension;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Those whom the files of a folder name. Tokens and passwords are 256 random bits, so their plain
 * SHA-256 is enough: nobody can guess through so much. Safe from any thread.
 */
final class ListedGuests implements GuestList {
    /** Lines {@code id:SHA-256 of the token}. */
    static final String DEVICES = "devices";

    /** Lines {@code id:serial number of the certificate}, in hexadecimal. */
    static final String CERTIFICATES = "certificates";

    /** Lines {@code user:SHA-256 of the password} for the server and its probes. */
    static final String OURS = "server";

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{1,40}");

    private final LineFile devices;
    private final LineFile certificates;
    private final LineFile ours;

    /**
     * @throws IllegalArgumentException when a line of a file has the wrong form
     */
    ListedGuests(Path folder) {
        devices = new LineFile(folder.resolve(DEVICES), HASH);
        certificates = new LineFile(folder.resolve(CERTIFICATES), SERIAL);
        ours = new LineFile(folder.resolve(OURS), HASH);
    }

    @Override
    public boolean hasToken(String deviceId, String token) {
        return matches(token, devices.get(deviceId));
    }

    @Override
    public boolean hasCertificate(String deviceId, BigInteger serial) {
        return certificates.get(deviceId).equals(Optional.of(serial.toString(16)));
    }

    @Override
    public boolean hasPassword(String userName, String password) {
        return matches(password, ours.get(userName));
    }

    private static boolean matches(String shown, Optional<String> hash) {
        byte[] digest = sha256(shown.getBytes(StandardCharsets.UTF_8));
        return hash.filter(h -> MessageDigest.isEqual(HexFormat.of().parseHex(h), digest))
                .isPresent();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java runtime has SHA-256", e);
        }
    }
}

package io.github.canarywave.adapter.broker.extension;

import java.math.BigInteger;

/**
 * Who may come in and by what. Names are as claimed, not yet checked for their shape. Safe from any
 * thread; a runtime exception means that nobody can say now.
 */
public interface GuestList {
    /** Whether this token was given to this device. */
    boolean hasToken(String deviceId, String token);

    /** Whether the certificate with this serial number is the one that this device has now. */
    boolean hasCertificate(String deviceId, BigInteger serial);

    /** Whether this is the password of one of our own: the server or a throw-away device of its. */
    boolean hasPassword(String userName, String password);
}

package io.github.canarywave.sim;

import java.util.Locale;

/** Why an update ended, as far as simulated devices come to say it. */
enum Code {
    NONE,
    WRONG_DEVICE,
    WRONG_MODEL,
    EXPIRED,
    NOT_YET,
    CLOCK_UNSET,
    SECURITY_VERSION_LOW,
    SIGNATURE_INVALID,
    KEY_UNKNOWN,
    NO_SPACE,
    BUSY,
    BATTERY_LOW,
    DECLINED,
    WITHDRAWN,
    DNS,
    TLS,
    CONNECT,
    TIMEOUT,
    HTTP_403,
    HTTP_404,
    HTTP_5XX,
    SIZE_MISMATCH,
    DIGEST_MISMATCH,
    IMAGE_INVALID,
    HEALTH_CHECK,
    POWER_LOSS;

    /** The word on the wire. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.github.canarywave.domain.fleet;

import static io.github.canarywave.domain.fleet.Code.Cause.DEVICE;
import static io.github.canarywave.domain.fleet.Code.Cause.NETWORK;
import static io.github.canarywave.domain.fleet.Code.Cause.POLICY;
import static io.github.canarywave.domain.fleet.Code.Cause.POWER;
import static io.github.canarywave.domain.fleet.Code.Cause.SERVER;
import static io.github.canarywave.domain.fleet.Code.Cause.UNKNOWN;
import static io.github.canarywave.domain.fleet.WireState.FAILED;
import static io.github.canarywave.domain.fleet.WireState.REFUSED;
import static io.github.canarywave.domain.fleet.WireState.ROLLED_BACK;

import java.util.Arrays;
import java.util.Optional;

/** Why a device refused, failed or rolled back: the closed list of the protocol page. */
public enum Code {
    WRONG_DEVICE("wrong-device", REFUSED, POLICY, Then.END),
    WRONG_MODEL("wrong-model", REFUSED, POLICY, Then.END),
    EXPIRED("expired", REFUSED, POLICY, Then.RETRY),
    NOT_YET("not-yet", REFUSED, POLICY, Then.RETRY),
    CLOCK_UNSET("clock-unset", REFUSED, POLICY, Then.RETRY),
    SECURITY_VERSION_LOW("security-version-low", REFUSED, POLICY, Then.END),
    SIGNATURE_INVALID("signature-invalid", REFUSED, POLICY, Then.END),
    KEY_UNKNOWN("key-unknown", REFUSED, POLICY, Then.END),
    NO_SPACE("no-space", REFUSED, POLICY, Then.END),
    BUSY("busy", REFUSED, POLICY, Then.RETRY),
    BATTERY_LOW("battery-low", REFUSED, POLICY, Then.RETRY),
    DECLINED("declined", REFUSED, POLICY, Then.END),
    /** Said of an attempt that we did not take back, it means a URL that ran out: tried again. */
    WITHDRAWN("withdrawn", REFUSED, POLICY, Then.RETRY),
    DNS("dns", FAILED, NETWORK, Then.RETRY),
    TLS("tls", FAILED, NETWORK, Then.RETRY),
    CONNECT("connect", FAILED, NETWORK, Then.RETRY),
    TIMEOUT("timeout", FAILED, NETWORK, Then.RETRY),
    HTTP_403("http-403", FAILED, SERVER, Then.RETRY),
    HTTP_404("http-404", FAILED, SERVER, Then.RETRY),
    HTTP_5XX("http-5xx", FAILED, SERVER, Then.RETRY),
    RANGE_IGNORED("range-ignored", FAILED, SERVER, Then.RETRY),
    SIZE_MISMATCH("size-mismatch", FAILED, UNKNOWN, Then.BURN_AND_RETRY),
    DIGEST_MISMATCH("digest-mismatch", FAILED, UNKNOWN, Then.BURN_AND_RETRY),
    FLASH_WRITE("flash-write", FAILED, DEVICE, Then.END_COUNTED),
    IMAGE_INVALID("image-invalid", FAILED, DEVICE, Then.END_COUNTED),
    SLOT_INVALID("slot-invalid", FAILED, DEVICE, Then.END_COUNTED),
    HEALTH_CHECK("health-check", ROLLED_BACK, DEVICE, Then.END_COUNTED),
    BOOT_LOOP("boot-loop", ROLLED_BACK, DEVICE, Then.END_COUNTED),
    WATCHDOG("watchdog", ROLLED_BACK, DEVICE, Then.END_COUNTED),
    ROLLED_BACK_UNKNOWN("unknown", ROLLED_BACK, DEVICE, Then.END_COUNTED),
    POWER_LOSS("power-loss", ROLLED_BACK, POWER, Then.BURN_AND_RETRY);

    /** Who or what is to blame. */
    public enum Cause {
        NETWORK,
        SERVER,
        UNKNOWN,
        DEVICE,
        POLICY,
        POWER;

        /** The word in lists and the database. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private enum Then {
        END,
        END_COUNTED,
        RETRY,
        BURN_AND_RETRY
    }

    private final String word;
    private final WireState state;
    private final Cause cause;
    private final Then then;

    Code(String word, WireState state, Cause cause, Then then) {
        this.word = word;
        this.state = state;
        this.cause = cause;
        this.then = then;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }

    /** The report that carries it: refused, failed or rolled-back. */
    public WireState state() {
        return state;
    }

    public Cause cause() {
        return cause;
    }

    /** Whether the server tries the device again by itself. */
    public boolean retried() {
        return then == Then.RETRY || then == Then.BURN_AND_RETRY;
    }

    /** Whether it uses up one of the attempts that {@code retries.max} allows. */
    public boolean burns() {
        return then == Then.BURN_AND_RETRY;
    }

    /** Whether it speaks against the release. */
    public boolean counted() {
        return then == Then.END_COUNTED;
    }

    /** The code with this word, if it belongs to this report. */
    public static Optional<Code> of(WireState state, String word) {
        return Arrays.stream(values())
                .filter(c -> c.state == state && c.word.equals(word))
                .findFirst();
    }

    /** The code with this word; the words are unique over all reports. */
    public static Optional<Code> of(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }
}

package io.github.canarywave.wire;

import java.io.Serial;

/** Ends the reading of one payload; never leaves this package. */
final class Refusal extends Exception {
    @Serial private static final long serialVersionUID = 1;

    /** Payloads of strangers are cut here before anybody prints them. */
    private static final int WHY_MAX_CHARACTERS = 200;

    /** Why a payload was refused, the words of the counters. */
    enum Reason {
        EMPTY("empty"),
        TOO_LARGE("too-large"),
        NOT_UTF8("not-utf8"),
        NOT_JSON("not-json"),
        MISSING_FIELD("missing-field"),
        UNEXPECTED_FIELD("unexpected-field"),
        WRONG_TYPE("wrong-type"),
        OUT_OF_RANGE("out-of-range"),
        MALFORMED("malformed"),
        UNKNOWN_PROTOCOL("unknown-protocol"),
        UNKNOWN_STATE("unknown-state"),
        UNKNOWN_CODE("unknown-code");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final Reason reason;
    private final String why;

    Refusal(Reason reason, String why) {
        // Devices repeat nonsense at any rate; a stack trace each time would cost more than it
        // says.
        super(why, null, false, false);
        this.reason = reason;
        this.why = safe(why);
    }

    Reason reason() {
        return reason;
    }

    String why() {
        return why;
    }

    private static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> safe.append(printable(c)));
        return safe.length() <= WHY_MAX_CHARACTERS
                ? safe.toString()
                : safe.substring(0, WHY_MAX_CHARACTERS - 1) + "…";
    }

    private static String printable(int c) {
        return c >= ' ' && c < 0x7F ? Character.toString(c) : "\\u{" + Integer.toHexString(c) + "}";
    }
}

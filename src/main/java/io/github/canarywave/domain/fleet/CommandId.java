package io.github.canarywave.domain.fleet;

import java.time.Instant;

/**
 * The name of one command, never used twice.
 *
 * @param value 26 characters of Crockford's base 32, as in a ULID
 */
public record CommandId(String value) {
    private static final Shape SHAPE =
            new Shape("[0-9A-HJKMNP-TV-Z]", "[0-9A-HJKMNP-TV-Z]", 26, 26);

    /** Crockford's base 32, the digits in the order of their values. */
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /** Milliseconds since 1970, 5 bits in each character. */
    private static final int TIME_CHARACTERS = 10;

    public CommandId {
        if (!SHAPE.fits(value))
            throw new IllegalArgumentException(
                    "command id must match " + SHAPE + ", got \"" + value + "\"");
    }

    /** When the command was made by the clock of its maker, as its first 10 characters say. */
    public Instant made() {
        long millis = 0;
        for (int i = 0; i < TIME_CHARACTERS; i++)
            millis = 32 * millis + DIGITS.indexOf(value.charAt(i));
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public String toString() {
        return value;
    }
}

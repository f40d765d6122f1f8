package io.github.canarywave.domain.fleet;

/**
 * The name of one command, never used twice.
 *
 * @param value 26 characters of Crockford's base 32, as in a ULID
 */
public record CommandId(String value) {
    private static final Shape SHAPE =
            new Shape("[0-9A-HJKMNP-TV-Z]", "[0-9A-HJKMNP-TV-Z]", 26, 26);

    public CommandId {
        if (!SHAPE.fits(value))
            throw new IllegalArgumentException(
                    "command id must match " + SHAPE + ", got \"" + value + "\"");
    }

    @Override
    public String toString() {
        return value;
    }
}

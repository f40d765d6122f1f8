package io.github.canarywave.domain.fleet;

/**
 * The name a device gives to one run between two boots.
 *
 * @param value 1 to 8 characters of letters, digits, hyphen and underscore
 */
public record SessionId(String value) {
    private static final Shape SHAPE = new Shape("[A-Za-z0-9_-]", "[A-Za-z0-9_-]", 1, 8);

    public SessionId {
        if (!SHAPE.fits(value))
            throw new IllegalArgumentException(
                    "session must match " + SHAPE + ", got \"" + value + "\"");
    }

    @Override
    public String toString() {
        return value;
    }
}

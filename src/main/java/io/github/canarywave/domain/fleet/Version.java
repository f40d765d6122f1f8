package io.github.canarywave.domain.fleet;

/**
 * What a device says it runs, or a release is called.
 *
 * @param value text that matches {@code [A-Za-z0-9][A-Za-z0-9._+-]{0,30}}
 */
public record Version(String value) implements Comparable<Version> {
    private static final Shape SHAPE = new Shape("[A-Za-z0-9]", "[A-Za-z0-9._+-]", 1, 31);

    public Version {
        if (!SHAPE.fits(value))
            throw new IllegalArgumentException(
                    "version must match "
                            + SHAPE
                            + ", got \""
                            + value
                            + "\" ("
                            + value.length()
                            + " characters)");
    }

    @Override
    public int compareTo(Version other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.github.canarywave.domain.fleet;

/**
 * The hardware kind that an image fits.
 *
 * @param value text that matches {@code [A-Za-z0-9][A-Za-z0-9._+-]{0,31}}
 */
public record Model(String value) implements Comparable<Model> {
    private static final Shape SHAPE = new Shape("[A-Za-z0-9]", "[A-Za-z0-9._+-]", 1, 32);

    public Model {
        if (!SHAPE.fits(value))
            throw new IllegalArgumentException(
                    "model must match "
                            + SHAPE
                            + ", got \""
                            + value
                            + "\" ("
                            + value.length()
                            + " characters)");
    }

    @Override
    public int compareTo(Model other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

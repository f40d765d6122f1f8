package io.github.canarywave.domain.fleet;

import java.util.regex.Pattern;

/**
 * The hardware kind that an image fits.
 *
 * @param value text that matches {@code [A-Za-z0-9][A-Za-z0-9._+-]{0,31}}
 */
public record Model(String value) implements Comparable<Model> {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,31}");

    public Model {
        if (!SHAPE.matcher(value).matches())
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

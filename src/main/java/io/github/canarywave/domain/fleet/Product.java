package io.github.canarywave.domain.fleet;

import java.util.regex.Pattern;

/**
 * What a release is for.
 *
 * @param value text that matches {@code [A-Za-z0-9][A-Za-z0-9._-]{0,62}}
 */
public record Product(String value) implements Comparable<Product> {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public Product {
        if (!SHAPE.matcher(value).matches())
            throw new IllegalArgumentException(
                    "product must match "
                            + SHAPE
                            + ", got \""
                            + value
                            + "\" ("
                            + value.length()
                            + " characters)");
    }

    @Override
    public int compareTo(Product other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.github.canarywave.domain.fleet;

/**
 * The name of a device: client id, user name and topic element at once.
 *
 * @param value text that matches {@code [A-Za-z0-9][A-Za-z0-9._-]{0,35}}
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
    private static final Shape SHAPE = new Shape("[A-Za-z0-9]", "[A-Za-z0-9._-]", 1, 36);

    public DeviceId {
        if (!SHAPE.fits(value))
            throw new IllegalArgumentException(
                    "device id must match "
                            + SHAPE
                            + ", got \""
                            + value
                            + "\" ("
                            + value.length()
                            + " characters)");
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

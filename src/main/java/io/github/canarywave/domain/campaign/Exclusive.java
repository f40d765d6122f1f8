package io.github.canarywave.domain.campaign;

/**
 * A name that only one campaign at a time may run under.
 *
 * @param name shared by those that must not run beside each other
 * @param onConflict what a campaign does that comes while another one has the name
 */
public record Exclusive(String name, OnConflict onConflict) {
    /** What a campaign does that comes while another one has the name. */
    public enum OnConflict {
        /** It waits until the others have ended. */
        QUEUE,
        /** It ends the others for good. */
        REPLACE,
        /** It is refused. */
        REJECT
    }

    /** Whether the other one means the same name. */
    public boolean isOf(Exclusive other) {
        return name.equals(other.name);
    }
}

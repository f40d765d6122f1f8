package io.github.canarywave.domain.campaign;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * Between which numbers a reading may be, both included; at least one of them is there.
 *
 * @param min the lowest that may pass
 * @param max the highest that may pass
 */
public record Limits(OptionalDouble min, OptionalDouble max) {
    /** Numbers beyond it are mistakes; below it nine decimals survive. */
    public static final double LARGEST = 1e12;

    public Limits {
        if (min.isEmpty() && max.isEmpty())
            throw new IllegalArgumentException("limits need min, max or both");
        if (!finite(min) || !finite(max))
            throw new IllegalArgumentException(
                    "limits are at most " + text(LARGEST) + " from 0, got " + min + ", " + max);
        if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble())
            throw new IllegalArgumentException(
                    "min must be at most max, got " + text(min) + " and " + text(max));
    }

    private static boolean finite(OptionalDouble limit) {
        return limit.isEmpty() || Math.abs(limit.getAsDouble()) <= LARGEST;
    }

    public boolean hold(double value) {
        return value <= max.orElse(Double.POSITIVE_INFINITY)
                && value >= min.orElse(Double.NEGATIVE_INFINITY);
    }

    /** Whether whatever these hold the others hold too. */
    public boolean within(Limits other) {
        return max.orElse(Double.POSITIVE_INFINITY) <= other.max.orElse(Double.POSITIVE_INFINITY)
                && min.orElse(Double.NEGATIVE_INFINITY)
                        >= other.min.orElse(Double.NEGATIVE_INFINITY);
    }

    /** For people, all digits. */
    public static String text(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String text(OptionalDouble value) {
        return text(value.orElseThrow());
    }

    /** As people read it: {@code ≥ 0.1, ≤ 5}. */
    @Override
    public String toString() {
        String low = min.isPresent() ? "≥ " + text(min) : "";
        String high = max.isPresent() ? "≤ " + text(max) : "";
        return low + (low.isEmpty() || high.isEmpty() ? "" : ", ") + high;
    }
}

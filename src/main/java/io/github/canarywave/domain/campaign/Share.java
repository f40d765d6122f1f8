package io.github.canarywave.domain.campaign;

import java.math.BigDecimal;

/**
 * A part of a whole, exact to one millionth.
 *
 * @param millionths 0 to 1 000 000; 10 000 is one percent
 */
public record Share(int millionths) implements Comparable<Share> {
    public static final int WHOLE = 1_000_000;
    public static final Share ALL = new Share(WHOLE);

    public Share {
        if (millionths < 0 || millionths > WHOLE)
            throw new IllegalArgumentException(
                    "a share is 0 to 100 %, got " + millionths + " millionths");
    }

    public static Share percent(int percent) {
        return new Share(Math.multiplyExact(percent, 10_000));
    }

    /** How many of {@code count} this share is, rounded up. */
    public int ofRoundedUp(int count) {
        return Math.toIntExact(Math.ceilDiv((long) count * millionths, WHOLE));
    }

    /** Whether {@code part} of {@code whole} is more than this share, in whole numbers. */
    public boolean isExceededBy(long part, long whole) {
        return part * WHOLE > whole * millionths;
    }

    public double asFraction() {
        return millionths / (double) WHOLE;
    }

    @Override
    public int compareTo(Share other) {
        return Integer.compare(millionths, other.millionths);
    }

    /** As people write it, for instance {@code 0.5%}. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(millionths, 4).stripTrailingZeros().toPlainString() + "%";
    }
}

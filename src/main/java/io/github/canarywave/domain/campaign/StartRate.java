package io.github.canarywave.domain.campaign;

/**
 * How many devices a rollout may start in a minute: few at first, more with each minute that went
 * well.
 *
 * @param start starts per minute at the beginning, and the least it falls back to
 * @param growthPercent what the rate becomes after a good minute, in percent of what it was; 100
 *     for a rate that never changes
 * @param max most starts per minute
 */
public record StartRate(int start, int growthPercent, int max) {
    /** More than any server of ours can sign; who asks for it has no limit. */
    public static final int MAX_PER_MINUTE = 10_000_000;

    public static final int GROWTH_MAX_PERCENT = 1_000;
    public static final StartRate DEFAULT = new StartRate(60, 150, 3_000);

    /** No limit worth the name: the in-flight window and the gates hold the rollout. */
    public static final StartRate UNLIMITED = new StartRate(MAX_PER_MINUTE, 100, MAX_PER_MINUTE);

    public StartRate {
        if (start < 1 || start > max || max > MAX_PER_MINUTE)
            throw new IllegalArgumentException(
                    "starts per minute begin at 1 or more and grow to at most %d, got %d to %d"
                            .formatted(MAX_PER_MINUTE, start, max));
        if (growthPercent < 100 || growthPercent > GROWTH_MAX_PERCENT)
            throw new IllegalArgumentException(
                    "growth is 100 %% to %d %%, got %d %%"
                            .formatted(GROWTH_MAX_PERCENT, growthPercent));
    }

    /** The rate after a minute that went well. */
    public int above(int rate) {
        return (int) Math.min(max, Math.ceilDiv((long) rate * growthPercent, 100));
    }

    /** The rate after failures that speak against the firmware. */
    public int below(int rate) {
        return (int) Math.max(start, (long) rate * 100 / growthPercent);
    }
}

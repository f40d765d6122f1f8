package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.StartRate;

import java.time.Duration;

/**
 * How fast a rollout starts devices now. It is stored with the rollout and counts in running time,
 * so that neither a death of the server nor a clock that jumps lets a burst through.
 *
 * @param perMinute starts per minute now; 0 before the first one
 * @param paidUntil running time up to which the starts so far have used what the rate gives, in
 *     whole milliseconds
 * @param starts since the rate changed last
 * @param failures devices counted against the release when the rate changed last
 */
public record Pacing(int perMinute, Duration paidUntil, long starts, long failures) {
    public static final Pacing BEGIN = new Pacing(0, Duration.ZERO, 0, 0);

    /** What was not used in so long may be used at once; more would be a burst. */
    private static final Duration BURST = Duration.ofSeconds(5);

    /** One failure in so many starts is no reason to slow down: large fleets always have some. */
    private static final int STARTS_PER_TOLERATED_FAILURE = 100;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Starts per minute now. */
    public int rate(StartRate rule) {
        return perMinute == 0 ? rule.start() : Math.min(perMinute, rule.max());
    }

    /**
     * How many devices may be started now.
     *
     * @param ran running time
     */
    public long allowed(StartRate rule, Duration ran) {
        long gap = gapNanos(rule);
        Duration debt = paidUntil.minus(ran);
        long used = debt.isNegative() ? 0 : debt.toNanos();
        return Math.max(0, (Math.max(BURST.toNanos(), gap) - used) / gap);
    }

    /**
     * The pace after some more starts: faster after each full minute of them that brought no more
     * failures than are tolerated, slower as soon as there are more.
     *
     * @param more starts just made, at most what was allowed
     * @param failed devices counted against the release so far
     */
    public Pacing after(long more, StartRate rule, Duration ran, long failed) {
        Pacing pacing = this;
        long paidNanos = (paidUntil.compareTo(ran) > 0 ? paidUntil : ran).toNanos();
        for (long i = 0; i < more; i++) {
            paidNanos += pacing.gapNanos(rule);
            pacing = pacing.judged(pacing.starts + 1, rule, failed);
        }
        return new Pacing(
                pacing.perMinute,
                Duration.ofMillis(Math.ceilDiv(paidNanos, 1_000_000L)),
                pacing.starts,
                pacing.failures);
    }

    private Pacing judged(long nowStarts, StartRate rule, long failed) {
        int rate = rate(rule);
        boolean bad = failed - failures > rate / STARTS_PER_TOLERATED_FAILURE;
        if (!bad && nowStarts < rate) return new Pacing(rate, paidUntil, nowStarts, failures);
        return new Pacing(bad ? rule.below(rate) : rule.above(rate), paidUntil, 0, failed);
    }

    private long gapNanos(StartRate rule) {
        return MINUTE_NANOS / rate(rule);
    }
}

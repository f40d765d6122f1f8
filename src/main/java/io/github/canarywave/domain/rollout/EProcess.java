package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Share;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How strongly counts speak for a share of failures above a limit, as a betting score: 1 at the
 * start, and a firmware within the limit brings it to 100 or more in at most 1 of 100 rollouts,
 * however often one looks (Ville's inequality; Ramdas et al., 2023, "Game-theoretic statistics").
 *
 * <p>It is a mixture of likelihood ratios of shares p in (p0, 1] against p0. Because each p is
 * above p0, one more success multiplies every ratio by (1 - p) / (1 - p0) &lt; 1: no success raises
 * it. Shares below p0 only make it smaller in the mean. The shares lie as far apart in ratio, so
 * each order of harm weighs the same: little more than the limit is found as surely as everything.
 * Safe from any thread.
 */
public final class EProcess {
    /** Shares in the mixture; with 48 of them neighbours differ by 8 % of their value. */
    private static final int SHARES = 48;

    /** By limit: its logarithms are taken once, not at each look. */
    private static final Map<Share, EProcess> KNOWN = new ConcurrentHashMap<>();

    private final double[] failure = new double[SHARES];
    private final double[] success = new double[SHARES];

    /**
     * @param p0 share of failures that is within the limit, above 0 and below 1
     */
    public EProcess(double p0) {
        if (!(p0 > 0 && p0 < 1)) throw new IllegalArgumentException("0 < p0 < 1, got " + p0);
        for (int i = 0; i < SHARES; i++) {
            double p = Math.pow(p0, (double) i / SHARES);
            failure[i] = Math.log(p / p0);
            success[i] = Math.log1p(-p) - Math.log1p(-p0);
        }
    }

    /** The process against this share, above 0 and below 1. */
    static EProcess against(Share p0) {
        return KNOWN.computeIfAbsent(p0, share -> new EProcess(share.asFraction()));
    }

    /** The natural logarithm of the score; minus infinity is never reached. */
    public double log(long failures, long successes) {
        double[] terms = new double[SHARES];
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < SHARES; i++) {
            // The share 1 allows no success at all, and 0 times infinity is no number.
            double good = successes == 0 ? 0 : successes * success[i];
            terms[i] = failures * failure[i] + good;
            highest = Math.max(highest, terms[i]);
        }
        double sum = 0;
        for (double term : terms) sum += Math.exp(term - highest);
        return highest + Math.log(sum / SHARES);
    }
}

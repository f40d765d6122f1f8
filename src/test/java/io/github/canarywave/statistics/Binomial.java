package io.github.canarywave.statistics;

/** The exact bound of a chance of which a sample was seen (C. Clopper, E. Pearson, 1934). */
final class Binomial {
    /** Halvings of the interval; more change no digit that is shown. */
    private static final int STEPS = 60;

    private Binomial() {}

    static double upperBound(long hits, long trials, double confidence) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (atMost(hits, trials, middle) > 1 - confidence) low = middle;
            else high = middle;
        }
        return high;
    }

    /** The chance to see at most so many hits. */
    private static double atMost(long hits, long trials, double chance) {
        double sum = 0;
        double logOfChoices = 0;
        for (long k = 0; k <= hits; k++) {
            if (k > 0) logOfChoices += Math.log((double) trials - k + 1) - Math.log((double) k);
            sum +=
                    Math.exp(
                            logOfChoices
                                    + k * Math.log(chance)
                                    + (trials - k) * Math.log1p(-chance));
        }
        return sum;
    }
}

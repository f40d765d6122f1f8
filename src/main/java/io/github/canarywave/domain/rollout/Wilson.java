package io.github.canarywave.domain.rollout;

/** The lower bound of a share of which a sample was seen (E. B. Wilson, 1927), one-sided. */
public final class Wilson {
    private Wilson() {}

    /**
     * The lowest share that is compatible with what was seen.
     *
     * @param hits of {@code sample}
     * @param confidence one-sided level, above 0.5 and below 1
     * @return 0 for an empty sample
     */
    public static double lowerBound(long hits, long sample, double confidence) {
        if (sample == 0) return 0;
        double z = normalQuantile(confidence);
        double share = (double) hits / sample;
        double z2 = z * z / sample;
        double centre = share + z2 / 2;
        double spread = z * Math.sqrt(share * (1 - share) / sample + z2 / (4 * sample));
        return Math.max(0, (centre - spread) / (1 + z2));
    }

    /** The quantile of the standard normal distribution (P. J. Acklam's approximation, 1e-9). */
    static double normalQuantile(double p) {
        if (p <= 0 || p >= 1) throw new IllegalArgumentException("0 < p < 1, got " + p);
        if (p < LOW) return tail(Math.sqrt(-2 * Math.log(p)));
        if (p > 1 - LOW) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
        double q = p - 0.5;
        double r = q * q;
        return polynomial(A, r) * q / (polynomial(B, r) * r + 1);
    }

    private static double tail(double q) {
        return polynomial(C, q) / (polynomial(D, q) * q + 1);
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (double coefficient : coefficients) sum = sum * x + coefficient;
        return sum;
    }

    private static final double LOW = 0.02425;
    private static final double[] A = {
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
        1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00
    };
    private static final double[] B = {
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01
    };
    private static final double[] C = {
        -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
        -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00
    };
    private static final double[] D = {
        7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00
    };
}

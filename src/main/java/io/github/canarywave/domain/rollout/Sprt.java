package io.github.canarywave.domain.rollout;

/**
 * Whether counts show that fewer than a harmful share fail (A. Wald's sequential test, 1945): a
 * firmware of which {@code p1} fail passes with a probability of at most beta, however often one
 * looks.
 *
 * @param p0 share of failures that is within the limit
 * @param p1 share of failures that does harm, above p0
 * @param beta chance to pass a firmware that does harm
 */
public record Sprt(double p0, double p1, double beta) {
    public boolean passes(long failures, long successes) {
        double against =
                failures * Math.log(p1 / p0) + successes * (Math.log1p(-p1) - Math.log1p(-p0));
        return against <= Math.log(beta);
    }
}

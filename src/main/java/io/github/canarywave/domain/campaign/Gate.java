package io.github.canarywave.domain.campaign;

import java.util.Optional;

/** What must hold before the next wave opens, and what happens when it fails. */
public sealed interface Gate {
    Action action();

    /** What a breached gate does to the rollout. */
    enum Action {
        HALT,
        PAUSE;

        /** The word of the campaign file. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * What all devices of the rollout that count say, tested so that looking often does not halt a
     * good firmware more often than stated.
     *
     * @param p0 share of failures that is acceptable
     * @param p1 share of failures that does harm, above {@code p0}
     * @param alpha how often a firmware within {@code p0} may be halted by chance
     * @param beta how often one that does harm may pass
     */
    record Evidence(Share p0, Share p1, Share alpha, Share beta, Action action) implements Gate {
        public Evidence {
            if (p0.millionths() == 0 || p0.compareTo(p1) >= 0 || p1.equals(Share.ALL))
                throw new IllegalArgumentException("0 < p0 < p1 < 100 %, got " + p0 + ", " + p1);
            if (!chance(alpha) || !chance(beta))
                throw new IllegalArgumentException(
                        "alpha and beta are above 0 and at most 50 %, got " + alpha + ", " + beta);
        }

        private static boolean chance(Share share) {
            return share.millionths() > 0 && share.compareTo(Share.percent(50)) <= 0;
        }

        @Override
        public String toString() {
            return "evidence: at most "
                    + p0
                    + " fail, harmful from "
                    + p1
                    + " (alpha "
                    + alpha
                    + ", beta "
                    + beta
                    + ") "
                    + action.word();
        }
    }

    /**
     * The share of devices that failed among those of the wave that count.
     *
     * @param max the highest share that may pass
     * @param minSample devices that must count before the gate says anything, at least 1
     * @param confidence one-sided level of the Wilson lower bound that must exceed {@code max}
     *     before the gate fails; without it the plain share is compared
     */
    record FailureRate(Share max, int minSample, Optional<Share> confidence, Action action)
            implements Gate {
        public FailureRate {
            if (minSample < 1)
                throw new IllegalArgumentException("minSample is at least 1, got " + minSample);
        }

        @Override
        public String toString() {
            return "failureRate ≤ "
                    + max
                    + " (n ≥ "
                    + minSample
                    + confidence.map(level -> ", " + level + " sure").orElse("")
                    + ") "
                    + action.word();
        }
    }
}

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

package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.fleet.Code;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What must hold before the next wave opens, and what happens when it fails. */
public sealed interface Gate {
    Action action();

    /** What a breached gate does to the rollout. */
    enum Action {
        HALT,
        PAUSE,
        /** Tells people, and holds nothing. */
        NOTIFY;

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
            requireSample(minSample);
        }

        @Override
        public String toString() {
            return limit("failureRate ≤ ", max, minSample, confidence, action);
        }
    }

    /**
     * The share of devices that fell back among those of the wave that count, like {@link
     * FailureRate}.
     */
    record RollbackRate(Share max, int minSample, Optional<Share> confidence, Action action)
            implements Gate {
        public RollbackRate {
            requireSample(minSample);
        }

        @Override
        public String toString() {
            return limit("rollbackRate ≤ ", max, minSample, confidence, action);
        }
    }

    /**
     * The share of devices that confirmed among those of the wave that count.
     *
     * @param min the lowest share that may pass
     * @param minSample devices that must count before the gate says anything, at least 1
     */
    record SuccessRate(Share min, int minSample, Action action) implements Gate {
        public SuccessRate {
            requireSample(minSample);
        }

        @Override
        public String toString() {
            return limit("successRate ≥ ", min, minSample, Optional.empty(), action);
        }
    }

    /**
     * Devices of the wave whose last attempt that ended had this code.
     *
     * @param max how many of them, or which share of the devices that ended an attempt, may pass
     * @param minSample devices that must have ended an attempt before a share says anything
     */
    record ErrorCode(Code code, Ceiling max, int minSample, Action action) implements Gate {
        public ErrorCode {
            requireSample(minSample);
        }

        @Override
        public String toString() {
            return "errorCode " + code.word() + " ≤ " + max + " " + action.word();
        }
    }

    /** A highest number or share. */
    sealed interface Ceiling {
        record Count(int devices) implements Ceiling {
            @Override
            public String toString() {
                return Integer.toString(devices);
            }
        }

        record Part(Share share) implements Ceiling {
            @Override
            public String toString() {
                return share.toString();
            }
        }
    }

    /**
     * The share of all devices of the wave that said how it ended.
     *
     * @param min the lowest share that may pass
     * @param within hearing time from the opening of the wave until it must be reached
     */
    record ReportedShare(Share min, Duration within, Action action) implements Gate {
        @Override
        public String toString() {
            return "reportedShare ≥ "
                    + min
                    + " within "
                    + within.toSeconds()
                    + " s "
                    + action.word();
        }
    }

    /**
     * How long devices of the wave take from the start of installation to confirmed, without their
     * probation.
     *
     * @param max the longest time that 95 of 100 of them may take
     * @param minSample devices that must have confirmed before the gate says anything
     */
    record InstallTime(Duration max, int minSample, Action action) implements Gate {
        public InstallTime {
            requireSample(minSample);
        }

        @Override
        public String toString() {
            return "p95InstallSeconds ≤ "
                    + max.toSeconds()
                    + " (n ≥ "
                    + minSample
                    + ") "
                    + action.word();
        }
    }

    /** What a system outside this process says; where it is, the server alone knows. */
    sealed interface Outside extends Gate {
        /** What is asked; gates of a wave that ask the same share the answer. */
        String asked();

        /** How people call it. */
        String label();

        /** What is asked, for people, on one line. */
        String question();
    }

    /** A number that Prometheus computes. */
    record Prometheus(Query query, Limits limits, Action action) implements Outside {
        @Override
        public String asked() {
            return "prometheus " + query.text();
        }

        @Override
        public String label() {
            return "prometheus";
        }

        @Override
        public String question() {
            return "prometheus " + query;
        }

        @Override
        public String toString() {
            return told(query.toString());
        }

        /** As {@link #toString}, with the question as it will be asked. */
        public String filled(Map<String, String> values) {
            return told(query.shown(values));
        }

        private String told(String question) {
            return "prometheus " + limits + " " + action.word() + ": " + question;
        }
    }

    /**
     * What a service says whose address the server knows by a name.
     *
     * @param name 1 to 32 characters: lower-case letters, digits and hyphens
     */
    record Webhook(String name, Action action) implements Outside {
        private static final String SHAPE = "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?";

        public Webhook {
            if (!isName(name))
                throw new IllegalArgumentException(
                        "a webhook name must match " + SHAPE + ", got \"" + name + "\"");
        }

        /** Whether hooks may be called so. */
        public static boolean isName(String text) {
            return text.matches(SHAPE);
        }

        @Override
        public String asked() {
            return "webhook " + name;
        }

        @Override
        public String label() {
            return "webhook " + name;
        }

        @Override
        public String question() {
            return label();
        }

        @Override
        public String toString() {
            return "webhook " + name + " " + action.word();
        }
    }

    private static void requireSample(int minSample) {
        if (minSample < 1)
            throw new IllegalArgumentException("minSample is at least 1, got " + minSample);
    }

    private static String limit(
            String what, Share share, int minSample, Optional<Share> confidence, Action action) {
        String sure = confidence.map(level -> ", " + level + " sure").orElse("");
        return what + share + " (n ≥ " + minSample + sure + ") " + action.word();
    }
}

package io.github.canarywave.domain.campaign;

/** How far a wave reaches into the frozen cohort, cumulative. */
public sealed interface Size {
    /** The number of devices from the start of the cohort, at most {@code cohort}. */
    int within(int cohort);

    /** The part of a cohort of this size that it is, not rounded; may be above 1. */
    double fractionOf(int cohort);

    /**
     * A number of devices.
     *
     * @param devices at least 1
     */
    record Count(int devices) implements Size {
        public Count {
            if (devices < 1)
                throw new IllegalArgumentException("a wave has at least 1 device, got " + devices);
        }

        @Override
        public int within(int cohort) {
            return Math.min(devices, cohort);
        }

        @Override
        public double fractionOf(int cohort) {
            return (double) devices / cohort;
        }

        @Override
        public String toString() {
            return Integer.toString(devices);
        }
    }

    /**
     * A part of the cohort, rounded up.
     *
     * @param share above 0
     * @param atLeast devices that it has in any case, 0 for no such floor
     */
    record Part(Share share, int atLeast) implements Size {
        public Part {
            if (share.millionths() == 0)
                throw new IllegalArgumentException("a wave is above 0%, got " + share);
        }

        @Override
        public int within(int cohort) {
            return Math.min(cohort, Math.max(atLeast, share.ofRoundedUp(cohort)));
        }

        @Override
        public double fractionOf(int cohort) {
            return Math.max(share.asFraction(), (double) atLeast / cohort);
        }

        @Override
        public String toString() {
            return atLeast > 0 ? share + " (at least " + atLeast + ")" : share.toString();
        }
    }

    static Size percent(int percent) {
        return new Part(Share.percent(percent), 0);
    }
}

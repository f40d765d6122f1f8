package io.github.canarywave.statistics;

import java.util.random.RandomGenerator;

/**
 * How devices take a firmware.
 *
 * @param failing share of devices that fail
 * @param silent whether they are never heard of again, or say that they rolled back
 * @param failureSeconds from the start of installation to the report of a failure, in the mean
 * @param successSeconds from the start of installation to confirmed, in the mean
 * @param retried share of attempts that end with a damaged download and are tried again
 */
record Firmware(
        double failing, boolean silent, int failureSeconds, int successSeconds, double retried) {
    private static final int QUICK = 45;
    private static final int SLOW = 20 * QUICK;

    static Firmware reporting(double failing) {
        return new Firmware(failing, false, QUICK, SLOW, 0.02);
    }

    static Firmware silent(double failing) {
        return new Firmware(failing, true, QUICK, SLOW, 0.02);
    }

    /** The same, with failures that are reported as late as successes were, and the reverse. */
    Firmware reversed() {
        return new Firmware(failing, silent, successSeconds, failureSeconds, retried);
    }

    boolean fails(RandomGenerator random) {
        return random.nextDouble() < failing;
    }

    boolean isRetried(RandomGenerator random) {
        return random.nextDouble() < retried;
    }

    /** Between half of the mean and half as much again. */
    static long around(int seconds, RandomGenerator random) {
        return Math.round(seconds * 1_000L * (0.5 + random.nextDouble()));
    }
}

package io.github.canarywave.statistics;

/** How others stop a rollout: by counts of the wave that is open, at each failure. */
@FunctionalInterface
interface Rule {
    Rule NONE = (_, _, _) -> false;

    /** More than a tenth of the group has failed, whoever has not been reached yet included. */
    Rule TENTH_OF_GROUP = (failed, _, devices) -> failed * 10 > devices;

    /** At least 10 have ended, and more than a tenth of them have failed. */
    Rule TENTH_AFTER_TEN = (failed, ended, _) -> ended >= 10 && failed * 10 > ended;

    boolean stops(long failed, long ended, long devices);
}

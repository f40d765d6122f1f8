package io.github.canarywave.simulator;

/** What is special about a device in one history. */
enum Behaviour {
    GOOD,
    /** Its health check fails: it rolls back and says so. */
    FAILS_HEALTH_CHECK,
    /** It installs and is never heard of again. */
    BRICKS,
    /** It loses power in the first installation and comes back with the old image. */
    LOSES_POWER_ONCE,
    /** Its first download breaks off for good. */
    LOSES_NETWORK_ONCE,
    /** It says busy to the first command. */
    BUSY_ONCE,
    /** Its owner says no. */
    DECLINES,
    /** It is away from time to time, also in the middle. */
    FLAKY,
    /** After installing it is silent beyond every deadline, then all is well. */
    COMES_LATE,
    /** It accepts, goes away before it fetches anything, and goes on much later. */
    SLEEPS_ONCE,
    /** It is registered and never seen. */
    NEVER_ONLINE;

    /** Whether the firmware is to blame for what this device will say or not say. */
    boolean blamesFirmware() {
        return this == FAILS_HEALTH_CHECK || this == BRICKS || this == COMES_LATE;
    }
}

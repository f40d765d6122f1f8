package io.github.canarywave.domain.rollout;

/**
 * How many devices may be between command and outcome: small at first, growing with each device
 * that confirmed, as a transport protocol starts slowly.
 */
public final class Window {
    /** Devices commanded before the first one confirms. */
    public static final int COMMANDED_BEFORE_FIRST_CONFIRMED = 10;

    private static final int INITIAL = 5;
    private static final int GROWTH = 2;

    private Window() {}

    /** The size of the window of a rollout now. */
    public static long size(Rollout rollout) {
        long max = rollout.campaign().pace().inFlightMax(rollout.cohort());
        return rollout.campaign().pace().window()
                ? Math.min(max, INITIAL + (long) GROWTH * rollout.prefixConfirmed())
                : max;
    }

    /**
     * How many more devices may be commanded now.
     *
     * @param inFlight devices between command and outcome
     * @param parked those of them before the start of installation that are offline or silent
     */
    public static long room(Rollout rollout, long inFlight, long parked) {
        long spare =
                rollout.campaign().pace().window()
                        ? Math.min(parked, INITIAL + rollout.prefixConfirmed())
                        : 0;
        return Math.max(0, size(rollout) + spare - inFlight);
    }

    /**
     * How many devices that were not commanded before may be commanded now. One that was, and is
     * tried again, adds none to those that a bad firmware can reach.
     */
    public static long fresh(Rollout rollout) {
        return rollout.campaign().pace().window() && rollout.confirmed() == 0
                ? Math.max(0, COMMANDED_BEFORE_FIRST_CONFIRMED - rollout.commanded())
                : Long.MAX_VALUE;
    }
}

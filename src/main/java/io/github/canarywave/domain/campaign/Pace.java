package io.github.canarywave.domain.campaign;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How fast a rollout may go.
 *
 * @param inFlight most devices between command and outcome; absent: the larger of 1 000 and 5 % of
 *     the cohort
 * @param window whether the in-flight window starts small and grows with confirmed devices
 * @param starts how many devices are commanded in a minute
 * @param bytesPerSecond most bytes of all its downloads; absent: any
 * @param concurrentDownloads most downloads at once; absent: any
 */
public record Pace(
        OptionalInt inFlight,
        boolean window,
        StartRate starts,
        OptionalLong bytesPerSecond,
        OptionalInt concurrentDownloads) {
    public static final Pace DEFAULT = new Pace(OptionalInt.empty(), true, StartRate.DEFAULT);
    private static final int DEFAULT_IN_FLIGHT = 1_000;
    private static final Share DEFAULT_IN_FLIGHT_SHARE = Share.percent(5);

    public Pace {
        if (inFlight.isPresent() && inFlight.getAsInt() < 1)
            throw new IllegalArgumentException(
                    "pace.inFlight is at least 1, got " + inFlight.getAsInt());
    }

    /** A pace without limits on downloads. */
    public Pace(OptionalInt inFlight, boolean window, StartRate starts) {
        this(inFlight, window, starts, OptionalLong.empty(), OptionalInt.empty());
    }

    /** A pace without a limit on starts per minute. */
    public Pace(OptionalInt inFlight, boolean window) {
        this(inFlight, window, StartRate.UNLIMITED);
    }

    /** The most devices that may be between command and outcome in a cohort of this size. */
    public int inFlightMax(int cohort) {
        return inFlight.orElse(
                Math.max(DEFAULT_IN_FLIGHT, DEFAULT_IN_FLIGHT_SHARE.ofRoundedUp(cohort)));
    }
}

package io.github.canarywave.sim;

import java.time.Duration;

/**
 * How long simulated devices take; each device strays by up to half to both sides.
 *
 * @param begin from accepting to the first request
 * @param downloadBytesPerSecond speed of one download; 0: as fast as it comes
 * @param install from the acknowledged report to the reboot
 * @param reboot from the reboot to the new connection
 * @param health until the health check has a result; a longer probation in the command holds
 * @param retry first pause after a broken download, doubling
 */
public record Timing(
        Duration begin,
        long downloadBytesPerSecond,
        Duration install,
        Duration reboot,
        Duration health,
        Duration retry) {
    /** An update of 1 MiB lasts 8 to 20 s. */
    public static final Timing LIFELIKE =
            new Timing(
                    Duration.ofMillis(500),
                    256 * 1024,
                    Duration.ofMillis(1500),
                    Duration.ofMillis(2500),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(2));

    /** Nothing is waited for. */
    public static final Timing INSTANT =
            new Timing(
                    Duration.ZERO,
                    0,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofMillis(100));

    /** The same with all durations multiplied; speeds divided. */
    public Timing scaled(double factor) {
        if (!(factor >= 0)) throw new IllegalArgumentException("scale is 0 or more, got " + factor);
        if (factor == 0) return INSTANT;
        return new Timing(
                times(begin, factor),
                downloadBytesPerSecond == 0
                        ? 0
                        : Math.max(1, (long) (downloadBytesPerSecond / factor)),
                times(install, factor),
                times(reboot, factor),
                times(health, factor),
                times(retry, factor));
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}

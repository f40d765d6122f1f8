package io.github.canarywave.domain.campaign;

import java.time.Duration;

/**
 * What a campaign asks of each device.
 *
 * @param timeouts how long each step may take
 * @param retries when a device is tried again
 * @param probation how long a device watches itself after its first boot before it confirms
 * @param commandExpires how long a command may be acted upon after it was issued, wall clock
 */
public record DeviceRules(
        Timeouts timeouts, Retries retries, Duration probation, Duration commandExpires) {
    public static final Duration DEFAULT_COMMAND_EXPIRES = Duration.ofHours(24);
    public static final DeviceRules DEFAULT =
            new DeviceRules(
                    Timeouts.DEFAULT, Retries.DEFAULT, Duration.ZERO, DEFAULT_COMMAND_EXPIRES);

    public DeviceRules with(Timeouts other) {
        return new DeviceRules(other, retries, probation, commandExpires);
    }

    public DeviceRules probation(Duration other) {
        return new DeviceRules(timeouts, retries, other, commandExpires);
    }
}

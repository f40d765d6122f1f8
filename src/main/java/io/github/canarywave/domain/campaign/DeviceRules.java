package io.github.canarywave.domain.campaign;

import java.time.Duration;

/**
 * What a campaign asks of each device.
 *
 * @param timeouts how long each step may take
 * @param retries when a device is tried again
 * @param probation how long a device watches itself after its first boot before it confirms
 * @param commandExpires how long a command may be acted upon after it was issued, wall clock
 * @param mode when it begins
 * @param conditions what must hold on it before it begins
 */
public record DeviceRules(
        Timeouts timeouts,
        Retries retries,
        Duration probation,
        Duration commandExpires,
        Mode mode,
        Conditions conditions) {
    public static final Duration DEFAULT_COMMAND_EXPIRES = Duration.ofHours(24);
    public static final DeviceRules DEFAULT =
            new DeviceRules(
                    Timeouts.DEFAULT, Retries.DEFAULT, Duration.ZERO, DEFAULT_COMMAND_EXPIRES);

    /** Rules for devices that begin at once. */
    public DeviceRules(
            Timeouts timeouts, Retries retries, Duration probation, Duration commandExpires) {
        this(timeouts, retries, probation, commandExpires, Mode.ASAP, Conditions.NONE);
    }

    public DeviceRules with(Timeouts other) {
        return new DeviceRules(other, retries, probation, commandExpires, mode, conditions);
    }

    public DeviceRules probation(Duration other) {
        return new DeviceRules(timeouts, retries, other, commandExpires, mode, conditions);
    }

    /** The same rules for devices that begin when this holds. */
    public DeviceRules when(Mode newMode, Conditions newConditions) {
        return new DeviceRules(
                timeouts, retries, probation, commandExpires, newMode, newConditions);
    }
}

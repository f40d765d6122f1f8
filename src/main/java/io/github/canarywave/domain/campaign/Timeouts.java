package io.github.canarywave.domain.campaign;

import java.time.Duration;

/**
 * How long each step of an attempt may take, in hearing time.
 *
 * @param online from the opening of its wave until a device must have been reached at all
 * @param accept from command to the first word of the device
 * @param download without a new byte
 * @param install from the start of installation to the first birth after it
 * @param confirm from that birth to confirmed, probation not included
 */
public record Timeouts(
        Duration online, Duration accept, Duration download, Duration install, Duration confirm) {
    public static final Timeouts DEFAULT =
            new Timeouts(
                    Duration.ofDays(14),
                    Duration.ofMinutes(2),
                    Duration.ofHours(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(15));
}

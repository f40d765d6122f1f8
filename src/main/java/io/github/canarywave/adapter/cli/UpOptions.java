package io.github.canarywave.adapter.cli;

import java.util.List;

/**
 * What {@code up} was asked for.
 *
 * @param devices size of the simulated fleet, 0 to {@link #MAX_DEVICES}
 * @param seed with device id and version decides who fails
 * @param fails how new versions misbehave; others are good
 * @param scale factor on all times of a simulated device: 1 = lifelike, 0 = no waiting
 */
public record UpOptions(
        ServerSettings server, int devices, long seed, List<FailRate> fails, double scale) {
    /** Devices; with more of them one process runs out of open files. */
    public static final int MAX_DEVICES = 4_000;

    public UpOptions {
        fails = List.copyOf(fails);
    }
}

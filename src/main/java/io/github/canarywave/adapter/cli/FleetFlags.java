package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** The options that a simulated fleet has. */
final class FleetFlags {
    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "how many devices (default: ${DEFAULT-VALUE})")
    int devices = 50;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "decides which devices fail (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(
            names = "--fail",
            paramLabel = "VERSION=RATE",
            description = "share of devices on which a version fails, as 1.1.0=0.15; repeatable")
    List<FailRate> fails = new ArrayList<>();

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            description =
                    "on all times of a device: 1 lifelike, 0 no waiting"
                            + " (default: ${DEFAULT-VALUE})")
    double scale = 1;

    void check(int fewest, int most) {
        if (devices < fewest || devices > most)
            throw new Failure(
                    Exit.USAGE,
                    "--devices must be from " + fewest + " to " + most + ", got " + devices);
        if (!(scale >= 0 && scale <= 1_000))
            throw new Failure(Exit.USAGE, "--scale must be from 0 to 1000, got " + scale);
    }
}

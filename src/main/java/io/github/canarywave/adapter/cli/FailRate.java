package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Version;

/**
 * Which share of simulated devices a version makes fail.
 *
 * @param rate from 0 to 1
 */
public record FailRate(Version version, double rate) {
    public FailRate {
        if (!(rate >= 0 && rate <= 1))
            throw new IllegalArgumentException("rate must be from 0 to 1, got " + rate);
    }

    /** Reads {@code VERSION=RATE}, as in {@code 1.1.0=0.15}. */
    static FailRate parse(String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 0)
            throw new IllegalArgumentException(
                    "must be VERSION=RATE as in 1.1.0=0.15, got \"" + text + "\"");
        try {
            double rate = Double.parseDouble(text.substring(equals + 1));
            return new FailRate(new Version(text.substring(0, equals)), rate);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "rate must be a number from 0 to 1, got \""
                            + text.substring(equals + 1)
                            + "\"");
        }
    }
}

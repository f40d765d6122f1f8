package io.github.canarywave.domain.campaign;

import java.time.Duration;

/** Lengths of time in words. */
public final class Durations {
    private Durations() {}

    /** For instance {@code 30m}, {@code 4h}, {@code 10s}: the largest unit that leaves no rest. */
    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds > 0 && seconds % 86_400 == 0) return seconds / 86_400 + "d";
        if (seconds > 0 && seconds % 3_600 == 0) return seconds / 3_600 + "h";
        if (seconds > 0 && seconds % 60 == 0) return seconds / 60 + "m";
        return seconds + "s";
    }
}

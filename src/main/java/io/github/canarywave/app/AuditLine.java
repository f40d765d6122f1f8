package io.github.canarywave.app;

import java.time.Instant;

/**
 * A change somebody made.
 *
 * @param number rises with each line; 0 while it is not stored
 * @param what one word, as halted or token-issued
 * @param object kind and name, as campaign/thermostat-1.1.0
 * @param why the reason given, may be empty
 */
public record AuditLine(
        long number, Instant at, String who, String what, String object, String why) {
    /** A line that is not stored yet. */
    public static AuditLine of(Instant at, String who, String what, String object, String why) {
        return new AuditLine(0, at, who, what, object, why);
    }
}

package io.github.canarywave.wire;

import java.util.Optional;

/** What became of bytes from a device: a value, or the reason why they are none. */
public sealed interface Reading<T> {
    record Read<T>(T value) implements Reading<T> {}

    /**
     * Not to be believed: counted and logged, of no other effect.
     *
     * @param reason kebab-case word of a short closed list, for counters
     * @param why for people, at most 200 characters, safe to print
     * @param key what to acknowledge nevertheless, so that the device stops repeating it
     */
    record Rejected<T>(String reason, String why, Optional<ReportKey> key) implements Reading<T> {}
}

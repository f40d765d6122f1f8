package io.github.canarywave.domain.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that must hold before a device is commanded.
 *
 * @param name short and stable, kebab-case
 * @param value what was seen, in words
 * @param change when it may change by itself, where that is known
 */
public record Condition(String name, String value, boolean met, Optional<Instant> change) {
    static Condition of(String name, String value, boolean met) {
        return new Condition(name, value, met, Optional.empty());
    }

    static Condition until(String name, String value, boolean met, Instant change) {
        return new Condition(name, value, met, Optional.of(change));
    }

    /** The same with more to say. */
    Condition saying(String more, Optional<Instant> until) {
        return new Condition(name, value + ": " + more, met, change.or(() -> until));
    }
}

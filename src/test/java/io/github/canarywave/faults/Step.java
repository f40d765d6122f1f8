package io.github.canarywave.faults;

import java.time.Duration;

/**
 * One fault of a plan.
 *
 * @param before calm until it
 * @param hold how long the harm lasts
 */
record Step(Kind kind, Duration before, Duration hold) {
    @Override
    public String toString() {
        return "%s after %.1f s for %.1f s"
                .formatted(kind.word, before.toMillis() / 1000.0, hold.toMillis() / 1000.0);
    }
}

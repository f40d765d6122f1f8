package io.github.canarywave.domain.campaign;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from its first instant
 * @param to its end, exclusive; after {@code from}
 */
public record Span(Instant from, Instant to) {
    public Span {
        if (!from.isBefore(to))
            throw new IllegalArgumentException(
                    "a span has an end after its beginning, got " + from);
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(to);
    }
}

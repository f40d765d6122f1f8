package io.github.canarywave.app;

import java.time.Instant;
import java.util.Optional;

/** Reads the tokens of download URLs. */
@FunctionalInterface
public interface DownloadTickets {
    /** What a token says, if we made it. */
    Optional<Ticket> read(String token);

    /**
     * What a token says.
     *
     * @param expires wall clock
     */
    record Ticket(long attemptKey, Instant expires) {}
}

package io.github.canarywave.adapter.crypto;

import java.time.Instant;

/** What came of reading a download token. */
public sealed interface TokenReading {
    /**
     * The token is ours.
     *
     * @param attemptKey number of the attempt it was issued for
     * @param expires whole seconds; the caller compares it with its clock
     */
    record Valid(long attemptKey, Instant expires) implements TokenReading {}

    /**
     * The token is not ours.
     *
     * @param why in words for logs; holds nothing of the token
     */
    record Invalid(String why) implements TokenReading {}
}

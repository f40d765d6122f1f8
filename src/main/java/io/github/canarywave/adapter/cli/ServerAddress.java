package io.github.canarywave.adapter.cli;

import java.net.URI;
import java.util.Optional;

/**
 * A server and how to speak with it.
 *
 * @param base HTTPS URL of the operator port, without a path
 * @param token bearer token of a person; empty: none known
 * @param caPem certificates to trust, PEM; empty: those of the Java runtime
 * @param source where the URL was found, for messages
 */
public record ServerAddress(
        URI base, Optional<String> token, Optional<String> caPem, String source) {
    /** Names the server, never the token. */
    @Override
    public String toString() {
        return base + " (from " + source + ")";
    }
}

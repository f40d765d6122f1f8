package io.github.canarywave.adapter.http.gates;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where the systems are that gates ask, and how to show who we are. It is never told in words: the
 * address of a hook may be a secret itself.
 *
 * @param prometheus to which {@code /api/v1/query} is added
 * @param prometheusToken bearer token for it
 * @param hooks by name
 * @param secret with which questions to hooks are signed
 * @param authorities PEM file of who is trusted to name them; empty: whom Java trusts
 * @param patience how long an answer may take, from the first byte to connect to its last
 */
public record GateAddresses(
        Optional<URI> prometheus,
        Optional<String> prometheusToken,
        Map<String, URI> hooks,
        Optional<Signature> secret,
        Optional<Path> authorities,
        Duration patience) {
    /** Below the time between two questions. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    public GateAddresses {
        hooks = Map.copyOf(hooks);
        if (!hooks.isEmpty() && secret.isEmpty())
            throw new IllegalArgumentException("hooks are asked with a signature only");
    }

    @Override
    public String toString() {
        return "GateAddresses[hooks=" + hooks.keySet() + "]";
    }
}

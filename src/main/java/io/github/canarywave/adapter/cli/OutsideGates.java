package io.github.canarywave.adapter.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The systems outside that gates may ask.
 *
 * @param prometheusToken bearer token for it
 * @param webhooks address by name
 * @param secret with which questions to them are signed; there when one of them is
 * @param authorities PEM file of who is trusted to name them; empty: whom Java trusts
 */
public record OutsideGates(
        Optional<URI> prometheus,
        Optional<String> prometheusToken,
        Map<String, URI> webhooks,
        Optional<String> secret,
        Optional<Path> authorities) {
    public static final OutsideGates NONE =
            new OutsideGates(
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty());

    public OutsideGates {
        webhooks = Map.copyOf(webhooks);
    }

    /** Without secrets: addresses of hooks may be some. */
    @Override
    public String toString() {
        return "OutsideGates[webhooks=" + webhooks.keySet() + "]";
    }
}

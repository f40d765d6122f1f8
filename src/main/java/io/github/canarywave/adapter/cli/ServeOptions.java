package io.github.canarywave.adapter.cli;

import java.util.List;

/**
 * What a server without simulated devices was asked for.
 *
 * @param releaseKeys the keys that releases must be signed with, at least one
 */
public record ServeOptions(ServerSettings server, List<ReleaseKeyFlag> releaseKeys) {
    public ServeOptions {
        releaseKeys = List.copyOf(releaseKeys);
    }
}

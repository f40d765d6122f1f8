package io.github.canarywave.adapter.cli;

import java.nio.file.Path;

/**
 * What a server without simulated devices was asked for.
 *
 * @param releasePublicKey PEM file of the key that releases must be signed with
 */
public record ServeOptions(ServerSettings server, Path releasePublicKey) {}

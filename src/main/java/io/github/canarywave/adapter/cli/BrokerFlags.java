package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** The options that name a broker outside the process. */
final class BrokerFlags {
    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "mqtts://HOST:PORT of a broker that runs elsewhere (default: an own one)")
    Optional<String> url = Optional.empty();

    @Option(
            names = "--broker-access",
            paramLabel = "FILE",
            description = "what to show to it, as canarywave broker prepare writes it")
    Optional<Path> access = Optional.empty();

    @Option(
            names = "--broker-plain",
            description = "mqtt:// without TLS is meant: passwords go over the network in clear")
    boolean plain;

    /** The broker, once all is checked; empty: the server brings its own. */
    Optional<OutsideBroker> broker() {
        if (url.isEmpty() != access.isEmpty())
            throw new Failure(
                    Exit.USAGE,
                    "--broker and --broker-access go together: the first says where the broker is,"
                            + " the second holds what to show to it.");
        return url.map(
                u -> OutsideBroker.at(u, plain, BrokerAccessFile.read(access.orElseThrow())));
    }
}

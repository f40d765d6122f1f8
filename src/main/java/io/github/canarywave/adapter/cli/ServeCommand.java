package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The server alone. */
@Command(
        name = "serve",
        header = {
            "Runs the server without simulated devices.",
            "",
            "Examples:",
            "  canarywave serve --release-public-key release.pub.pem",
            "  canarywave serve --release-public-key release.pub.pem \\",
            "    --broker mqtts://mq.example.com:8883 --broker-access broker-access.yaml",
            ""
        })
final class ServeCommand implements Callable<Integer> {
    private final Session session;

    @Mixin ServerFlags server = new ServerFlags();
    @Mixin BrokerFlags broker = new BrokerFlags();
    @Mixin GateFlags gates = new GateFlags();

    @Option(
            names = "--release-public-key",
            required = true,
            paramLabel = "FILE",
            description = "PEM file of the key that releases must be signed with")
    Path releasePublicKey = Path.of("");

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!Files.isRegularFile(releasePublicKey))
            throw new Failure(
                    Exit.USAGE,
                    "--release-public-key "
                            + releasePublicKey
                            + " is no file. It is the public half of the key that signs releases.");
        return session.ports()
                .server()
                .serve(
                        new ServeOptions(
                                server.settings().using(broker.broker()).asking(gates.gates()),
                                releasePublicKey));
    }
}

package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;

/** The server alone. */
@Command(
        name = "serve",
        header = {
            "Runs the server without simulated devices.",
            "",
            "Examples:",
            "  canarywave serve --release-public-key release.pub.pem",
            "  canarywave serve --release-public-key release-keys/",
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
            paramLabel = "[ID=]FILE",
            description =
                    "PEM file of a key that releases must be signed with, or a folder of files"
                            + " KEYID.pem; may be given several times")
    List<String> releasePublicKeys = List.of();

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return session.ports()
                .server()
                .serve(
                        new ServeOptions(
                                server.settings().using(broker.broker()).asking(gates.gates()),
                                ReleaseKeyFlag.all(releasePublicKeys)));
    }
}

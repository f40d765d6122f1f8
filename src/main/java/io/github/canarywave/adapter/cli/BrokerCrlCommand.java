package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Writes the list of revoked certificates, for brokers that read one. */
@Command(
        name = "crl",
        header = {
            "Writes the list of revoked device certificates, which Mosquitto reads (crlfile).",
            "It is good for 30 days; write a new one after each revocation and once a week.",
            "",
            "Examples:",
            "  canarywave broker crl --out mosquitto/device.crl",
            ""
        })
final class BrokerCrlCommand implements Callable<Integer> {
    private final Session session;

    @Mixin Connection connection;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "file to write")
    Path out = Path.of("");

    BrokerCrlCommand(Session session) {
        this.session = session;
        this.connection = new Connection(session);
    }

    @Override
    public Integer call() {
        Tree answer = connection.open().get("/api/v1/broker/crl");
        SecretFiles.write(out, answer.text("crl"));
        session.terminal()
                .note("✔ " + out + " written. Mosquitto reads it when it is sent SIGHUP.");
        return Exit.DONE;
    }
}

package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Writes by what devices are let in, for a HiveMQ CE outside. */
@Command(
        name = "devices",
        header = {
            "Writes which devices HiveMQ CE lets in, and by which certificates.",
            "The broker reads the files again within a second; run it after each change of devices.",
            "",
            "Examples:",
            "  canarywave broker devices --out hivemq/extensions/canarywave-acl/credentials",
            ""
        })
final class BrokerDevicesCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    private final Session session;

    @Mixin Connection connection;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "the credentials folder of the broker's extension")
    Path out = Path.of("");

    BrokerDevicesCommand(Session session) {
        this.session = session;
        this.connection = new Connection(session);
    }

    @Override
    public Integer call() {
        Access access = Access.of(connection.open());
        SecretFiles.write(out.resolve("devices"), access.devices);
        SecretFiles.write(out.resolve("certificates"), access.certificates);
        session.terminal()
                .note(
                        "✔ "
                                + access.count
                                + " devices written to "
                                + out
                                + ", the tokens as digests");
        return Exit.DONE;
    }

    /**
     * By what devices are let in.
     *
     * @param devices lines {@code id:SHA-256 of the token}
     * @param certificates lines {@code id:serial number}
     */
    private record Access(String devices, String certificates, long count) {
        static Access of(OperatorClient client) {
            StringBuilder devices = new StringBuilder();
            StringBuilder certificates = new StringBuilder();
            long count = 0;
            String first = "/api/v1/broker/access?limit=" + PAGE;
            for (String path = first; !path.isEmpty(); ) {
                Tree page = client.get(path);
                for (Tree one : page.list("devices")) {
                    String id = one.text("id");
                    devices.append(id).append(':').append(one.text("tokenSha256")).append('\n');
                    String serial = one.text("certificate");
                    if (!serial.isEmpty()) certificates.append(id + ":" + serial + "\n");
                    count++;
                }
                String next = page.text("next");
                path = next.isEmpty() ? "" : first + "&after=" + OperatorClient.part(next);
            }
            return new Access(devices.toString(), certificates.toString(), count);
        }
    }
}

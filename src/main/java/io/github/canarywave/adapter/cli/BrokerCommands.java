package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.DeviceId;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** All that a broker outside the process needs. */
@Command(
        name = "broker",
        header = {
            "Makes the configuration of a broker that runs outside the server.",
            "",
            "Examples:",
            "  canarywave broker prepare --for mosquitto --broker-host mq.example.com --out mq",
            "  canarywave broker users --for mosquitto --tokens devices.csv >> mq/passwords",
            "  canarywave broker prepare --for hivemq --broker-host mq.example.com --out mq",
            "  canarywave broker devices --out mq/extensions/canarywave-acl/credentials",
            "  canarywave broker crl --out mq/device.crl",
            ""
        },
        subcommands = {
            BrokerCommands.Prepare.class,
            BrokerCommands.Users.class,
            BrokerDevicesCommand.class,
            BrokerCrlCommand.class
        })
final class BrokerCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? prepare, users, devices or crl");
    }

    /** Which broker it is. */
    static final class For {
        @Option(
                names = "--for",
                required = true,
                paramLabel = "BROKER",
                description = "one of ${COMPLETION-CANDIDATES}")
        BrokerKind kind = BrokerKind.MOSQUITTO;
    }

    /** Writes a whole configuration. */
    @Command(
            name = "prepare",
            header = {
                "Writes a broker's configuration with keys, passwords and access rules.",
                "",
                "The certificate is signed by the root in the data folder, which devices trust",
                "already; the root is made when there is none. A running server is not needed.",
                "",
                "Examples:",
                "  canarywave broker prepare --for mosquitto --broker-host mq.example.com --out mq",
                "  canarywave broker prepare --for mosquitto --broker-host mq.example.com --out mq \\",
                "    --renew",
                ""
            })
    static final class Prepare implements Callable<Integer> {
        private static final int MAX_PORT = 65_535;

        private final Session session;

        @Mixin For broker = new For();

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "data folder of the server (default: ${DEFAULT-VALUE})")
        Path data = Path.of("data");

        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "folder to write into; new or empty")
        Path out = Path.of("");

        @Option(
                names = "--broker-host",
                paramLabel = "NAME",
                description =
                        "name or address by which devices reach the broker; repeatable"
                                + " (default: localhost)")
        Set<String> hosts = new LinkedHashSet<>();

        @Option(
                names = "--broker-port",
                paramLabel = "PORT",
                description = "where it listens with TLS (default: ${DEFAULT-VALUE})")
        int port = 8883;

        @Option(
                names = "--installed-at",
                paramLabel = "DIR",
                description =
                        "where the files will lie on the broker's machine (default:"
                                + " ${DEFAULT-VALUE})")
        Path installedAt = Path.of("/etc/mosquitto/canarywave");

        @Option(
                names = "--renew",
                description = "only a new key and certificate, into a folder made before")
        boolean renew;

        Prepare(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            if (port < 1 || port > MAX_PORT)
                throw new Failure(
                        Exit.USAGE,
                        "--broker-port must be from 1 to " + MAX_PORT + ", got " + port);
            if (hosts.isEmpty()) hosts.add("localhost");
            Path place = installedAt.toAbsolutePath().normalize();
            BrokerTools tools = session.ports().brokers();
            BrokerTools.Wanted wanted =
                    new BrokerTools.Wanted(broker.kind, data, out, hosts, port, place);
            if (!renew) refuseWhatIsThere();
            List<String> files = written(tools, wanted);
            Terminal terminal = session.terminal();
            for (String file : files) terminal.print(out.resolve(file).toString());
            terminal.note(renew ? renewed(place) : next(place));
            return Exit.DONE;
        }

        private List<String> written(BrokerTools tools, BrokerTools.Wanted wanted) {
            try {
                return renew ? tools.renew(wanted) : tools.prepare(wanted);
            } catch (BrokerTools.NotPossible e) {
                throw new Failure(Exit.ERROR, String.valueOf(e.getMessage()));
            }
        }

        private void refuseWhatIsThere() {
            try (Stream<Path> inside = Files.exists(out) ? Files.list(out) : Stream.empty()) {
                if (inside.findAny().isPresent())
                    throw new Failure(
                            Exit.CONFLICT,
                            out
                                    + " is not empty, and new passwords would lock out the devices in"
                                    + " it. Name another folder, or use --renew for the certificate"
                                    + " alone.");
            } catch (IOException e) {
                throw new Failure(Exit.ERROR, "cannot look into " + out + ": " + e);
            }
        }

        private String next(Path place) {
            return broker.kind == BrokerKind.HIVEMQ ? nextOfHiveMq() : nextOfMosquitto(place);
        }

        private String nextOfHiveMq() {
            return String.join(
                    "\n",
                    "Next:",
                    "  1. canarywave broker devices --out "
                            + out.resolve("extensions/canarywave-acl/credentials")
                            + " (again there after each change of devices)",
                    "  2. Copy all but "
                            + BrokerAccessFile.NAME
                            + " over the home folder of HiveMQ CE; its user must be able to read"
                            + " them.",
                    "  3. Remove extensions/hivemq-allow-all-extension there, and start HiveMQ with"
                            + " Java 25.",
                    "  4. canarywave serve --broker mqtts://"
                            + hosts.iterator().next()
                            + ":"
                            + port
                            + " --broker-access "
                            + out.resolve(BrokerAccessFile.NAME)
                            + " ...",
                    "The certificate ends after 397 days: renew it with --renew.");
        }

        private String nextOfMosquitto(Path place) {
            return String.join(
                    "\n",
                    "Next:",
                    "  1. Copy all but "
                            + BrokerAccessFile.NAME
                            + " to "
                            + place
                            + " on the broker's machine; its user must be able to read them.",
                    "  2. Start it: mosquitto -c " + place.resolve("mosquitto.conf"),
                    "  3. canarywave serve --broker mqtts://"
                            + hosts.iterator().next()
                            + ":"
                            + port
                            + " --broker-access "
                            + out.resolve(BrokerAccessFile.NAME)
                            + " ...",
                    "  4. Devices: canarywave device add ID --model M --mosquitto, or for many"
                            + " canarywave broker users; append the lines to "
                            + place.resolve("passwords")
                            + " and send the broker SIGHUP.",
                    "The certificate ends after 397 days: renew it with --renew.");
        }

        private static String renewed(Path place) {
            return "Copy them to their places ("
                    + place
                    + ") and send Mosquitto SIGHUP; HiveMQ"
                    + " sees them by itself.";
        }
    }

    /** Turns tokens of devices into what the broker stores of them. */
    @Command(
            name = "users",
            header = {
                "Prints what the broker's file of users must hold, one line for each device.",
                "",
                "Examples:",
                "  canarywave broker users --for mosquitto --tokens devices.csv >> mq/passwords",
                ""
            })
    static final class Users implements Callable<Integer> {
        private final Session session;

        @Mixin For broker = new For();

        @Option(
                names = "--tokens",
                required = true,
                paramLabel = "FILE",
                description = "lines of device id, comma, token")
        Path tokens = Path.of("");

        Users(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            List<String> lines = lines();
            List<String> users = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++)
                if (!lines.get(i).isBlank()) users.add(user(lines.get(i), i + 1));
            users.forEach(session.terminal()::print);
            return Exit.DONE;
        }

        private List<String> lines() {
            try {
                return Files.readAllLines(tokens);
            } catch (IOException e) {
                throw new Failure(Exit.USAGE, "cannot read --tokens " + tokens + ": " + e);
            }
        }

        private String user(String line, int number) {
            String[] parts = line.strip().split(",", -1);
            try {
                if (parts.length != 2 || parts[1].isBlank())
                    throw new IllegalArgumentException("a line is device id, comma, token");
                return session.ports()
                        .brokers()
                        .userLine(broker.kind, new DeviceId(parts[0].strip()), parts[1].strip());
            } catch (IllegalArgumentException e) {
                // Never the line itself: it may hold a token.
                throw new Failure(
                        Exit.USAGE,
                        tokens + ":" + number + ": " + Words.harmless("" + e.getMessage()));
            }
        }
    }
}

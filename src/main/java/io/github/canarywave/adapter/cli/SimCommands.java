package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Simulated devices and images for them. */
@Command(
        name = "sim",
        header = {
            "Runs simulated devices against a server, and makes images for them.",
            "",
            "Examples:",
            "  canarywave sim run --devices 10000 --broker localhost:8883",
            "  canarywave sim image thermostat-1.2.0.bin --project thermostat --version 1.2.0",
            ""
        },
        subcommands = {SimCommands.Run.class, SimCommands.Image.class})
final class SimCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? run or image");
    }

    /** Runs a fleet. */
    @Command(
            name = "run",
            header = {
                "Registers simulated devices and runs them until Ctrl+C.",
                "",
                "Examples:",
                "  canarywave sim run --devices 500 --seed 7 --fail 1.1.0=0.15",
                "  canarywave sim run --devices 10000 --broker localhost:1883 --plain --scale 0",
                ""
            })
    static final class Run implements Callable<Integer> {
        /** One machine has no more ports for connections to one broker. */
        private static final int MAX_DEVICES = 50_000;

        private static final int MAX_PREFIX = 20;

        private final Session session;

        @Mixin Connection connection;
        @Mixin FleetFlags fleet = new FleetFlags();

        @Option(
                names = "--broker",
                paramLabel = "HOST:PORT",
                description = "where devices connect (default: ${DEFAULT-VALUE})")
        String broker = "localhost:8883";

        @Option(names = "--plain", description = "MQTT without TLS")
        boolean plain;

        @Option(
                names = "--prefix",
                paramLabel = "TEXT",
                description = "begin of each device id (default: ${DEFAULT-VALUE})")
        String prefix = "sim-";

        @Option(
                names = "--model",
                paramLabel = "MODEL",
                description = "hardware kind (default: ${DEFAULT-VALUE})")
        Model model = new Model("thermostat-esp32");

        @Option(
                names = "--version",
                paramLabel = "VERSION",
                description = "what new devices run (default: ${DEFAULT-VALUE})")
        Version version = new Version("1.0.0");

        @Option(names = "--no-verify", description = "devices do not check signatures")
        boolean noVerify;

        @Option(names = "--ledger", paramLabel = "FILE", description = "write what each device saw")
        Optional<Path> ledger = Optional.empty();

        Run(Session session) {
            this.session = session;
            this.connection = new Connection(session);
        }

        @Override
        public Integer call() {
            fleet.check(1, MAX_DEVICES);
            if (!prefix.matches("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_PREFIX - 1) + "}"))
                throw new Failure(
                        Exit.USAGE,
                        "--prefix must be 1 to "
                                + MAX_PREFIX
                                + " letters, digits, dots or hyphens, got \""
                                + Words.harmless(prefix)
                                + "\"");
            int colon = broker.lastIndexOf(':');
            int port = port(colon);
            return session.ports()
                    .fleet()
                    .run(
                            new SimRunOptions(
                                    connection.address(),
                                    colon < 0 ? broker : broker.substring(0, colon),
                                    port,
                                    !plain,
                                    fleet.devices,
                                    prefix,
                                    model,
                                    version,
                                    fleet.seed,
                                    fleet.fails,
                                    fleet.scale,
                                    !noVerify,
                                    connection.data,
                                    ledger));
        }

        private int port(int colon) {
            try {
                int port = colon < 0 ? 0 : Integer.parseInt(broker.substring(colon + 1));
                if (port > 0 && port <= 65_535) return port;
            } catch (NumberFormatException _) {
                // the message below says it
            }
            throw new Failure(
                    Exit.USAGE,
                    "--broker must be HOST:PORT as localhost:8883, got \""
                            + Words.harmless(broker)
                            + "\"");
        }
    }

    /** Writes an image. */
    @Command(
            name = "image",
            header = {
                "Writes a valid firmware image for simulated devices.",
                "",
                "Examples:",
                "  canarywave sim image thermostat-1.2.0.bin --project thermostat --version 1.2.0",
                ""
            })
    static final class Image implements Callable<Integer> {
        private static final int MIN_KIB = 4;
        private static final int MAX_KIB = 16 * 1024;
        private static final int KIBIBYTE = 1024;

        private final Session session;

        @Parameters(paramLabel = "FILE", description = "file to write; must not exist")
        Path file = Path.of("");

        @Option(
                names = "--project",
                required = true,
                paramLabel = "NAME",
                description = "project in the app descriptor")
        Product project = new Product("unset");

        @Option(
                names = "--version",
                required = true,
                paramLabel = "VERSION",
                description = "version in the app descriptor")
        Version version = new Version("unset");

        @Option(
                names = "--security-version",
                paramLabel = "N",
                description = "counter in the app descriptor (default: ${DEFAULT-VALUE})")
        int securityVersion;

        @Option(
                names = "--size",
                paramLabel = "KIB",
                description = "size in KiB, about (default: ${DEFAULT-VALUE})")
        int size = 1024;

        @Option(
                names = "--seed",
                paramLabel = "S",
                description = "decides the content (default: ${DEFAULT-VALUE})")
        long seed = 1;

        Image(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            if (size < MIN_KIB || size > MAX_KIB)
                throw new Failure(
                        Exit.USAGE,
                        "--size must be from " + MIN_KIB + " to " + MAX_KIB + " KiB, got " + size);
            if (securityVersion < 0)
                throw new Failure(
                        Exit.USAGE, "--security-version must be 0 or more, got " + securityVersion);
            if (Files.exists(file))
                throw new Failure(Exit.CONFLICT, file + " is there already. Remove it first.");
            byte[] image =
                    session.ports()
                            .images()
                            .write(project, version, securityVersion, size * KIBIBYTE, seed);
            write(image);
            session.terminal()
                    .print(
                            project
                                    + " "
                                    + version
                                    + "   "
                                    + Words.bytes(image.length)
                                    + "   "
                                    + file);
            return Exit.DONE;
        }

        private void write(byte[] image) {
            try {
                Files.write(file, image);
            } catch (IOException e) {
                throw new Failure(Exit.ERROR, "cannot write " + file + ": " + e);
            }
        }
    }
}

package io.github.canarywave.brokers;

import io.github.canarywave.BrokerFolders;
import io.github.canarywave.adapter.broker.StandaloneHiveMq;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.cli.BrokerTools;
import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.domain.fleet.DeviceId;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A HiveMQ CE in a process of its own, started as its own script does: from a home folder with conf
 * and extensions. None of our classes is on its class path: it finds them in its extension folder
 * or not at all.
 */
public final class HiveMqProcess extends BrokerProcess {
    /** What it takes beside its own limit of direct memory. */
    private static final String HEAP = "-Xmx512m";

    private HiveMqProcess(Path home, int port) {
        super(program(home), home, home.resolve("hivemq.out"), port);
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param port where it listens, according to its configuration
     */
    public static HiveMqProcess started(Path home, int port) {
        HiveMqProcess broker = new HiveMqProcess(home, port);
        broker.awaitListening();
        return broker;
    }

    /**
     * A broker with the configuration that we ship, as {@code canarywave broker prepare} writes it
     * for a server with this data folder: TLS, tokens, access rules.
     */
    public static HiveMqProcess prepared(Path data) {
        return prepared(data, Map.of());
    }

    /**
     * The same, where these devices come in from the start.
     *
     * @param tokens of devices, by their ids
     */
    public static HiveMqProcess prepared(Path data, Map<String, String> tokens) {
        Path home = data.resolve("hivemq");
        int port = freePort();
        new BrokerFolders()
                .prepare(
                        new BrokerTools.Wanted(
                                BrokerKind.HIVEMQ, data, home, Set.of("localhost"), port, home));
        tokens.forEach((device, token) -> list(home, device, token));
        return started(home, port);
    }

    private static void list(Path home, String device, String token) {
        String line = new BrokerFolders().userLine(BrokerKind.HIVEMQ, new DeviceId(device), token);
        try {
            Files.writeString(
                    home.resolve(StandaloneHiveMq.DEVICES),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path accessFile() {
        return folder().resolve(Cli.BROKER_ACCESS);
    }

    @Override
    public Path users() {
        return folder().resolve(StandaloneHiveMq.DEVICES);
    }

    /** It sees by itself, within a second, that its files have changed. */
    @Override
    public void reload() {}

    @Override
    public void admit(String device, String token) {
        list(folder(), device, token);
        awaitAdmitted(folder().resolve("../pki/ca.pem"), device, token);
    }

    private static ProcessBuilder program(Path home) {
        ProcessBuilder program =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java") + "",
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dhivemq.home=" + home,
                        "-Dhivemq.config.folder=" + home.resolve("conf"),
                        "-Dhivemq.extensions.folder=" + home.resolve("extensions"),
                        "-Dhivemq.data.folder=" + made(home.resolve("data")),
                        "-Dhivemq.log.folder=" + home.resolve("log"),
                        "-cp",
                        libraries(),
                        "com.hivemq.HiveMQServer");
        program.environment().keySet().removeIf(name -> name.startsWith("HIVEMQ_"));
        return program;
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jars of others: folders of classes are ours, and so is the packed program. */
    private static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !entry.matches(".*/canarywave[^/]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}

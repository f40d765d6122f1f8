package io.github.canarywave.brokers;

import static org.awaitility.Awaitility.await;

import io.github.canarywave.BrokerFolders;
import io.github.canarywave.adapter.broker.StandaloneHiveMq;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.cli.BrokerTools;
import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.domain.fleet.DeviceId;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A HiveMQ CE in a process of its own, started as its own script does: from a home folder with conf
 * and extensions. None of our classes is on its class path: it finds them in its extension folder
 * or not at all. Killed when it is closed.
 */
public final class HiveMqProcess implements OutsideBroker {
    private static final Duration START = Duration.ofSeconds(60);

    /** What it takes beside its own limit of direct memory. */
    private static final String HEAP = "-Xmx512m";

    private final Path home;
    private final Path log;
    private final int port;
    private volatile Process process;

    private HiveMqProcess(Path home, int port) {
        this.home = home;
        this.port = port;
        this.log = home.resolve("hivemq.out");
        this.process = spawn();
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param port where it listens, according to its configuration
     */
    public static HiveMqProcess started(Path home, int port) {
        return new HiveMqProcess(home, port).listening();
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
        int port = MosquittoProcess.freePort();
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
        return home.resolve(Cli.BROKER_ACCESS);
    }

    @Override
    public Path users() {
        return home.resolve(StandaloneHiveMq.DEVICES);
    }

    /** It sees by itself, within a second, that its files have changed. */
    @Override
    public void reload() {}

    @Override
    public void admit(String device, String token) {
        list(home, device, token);
        awaitAdmitted(home.resolve("../pki/ca.pem"), device, token);
    }

    private Process spawn() {
        try {
            Path data = Files.createDirectories(home.resolve("data"));
            ProcessBuilder builder =
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
                                    "-Dhivemq.data.folder=" + data,
                                    "-Dhivemq.log.folder=" + home.resolve("log"),
                                    "-cp",
                                    libraries(),
                                    "com.hivemq.HiveMQServer")
                            .directory(home.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("HIVEMQ_"));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start HiveMQ", e);
        }
    }

    /** Jars of others: folders of classes are ours, and so is the packed program. */
    private static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !entry.matches(".*/canarywave[^/]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private HiveMqProcess listening() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> answers() || !process.isAlive());
        if (!process.isAlive()) throw new AssertionError("HiveMQ ended at once:\n" + log());
        return this;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Path home() {
        return home;
    }

    public Path logFile() {
        return log;
    }

    /** What it has logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As kill -9: it saves nothing and says farewell to nobody. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on the same port with the same files; kills it first. */
    public void restart() {
        kill();
        process = spawn();
        listening();
    }

    /** Freezes it: its connections stay open and nothing answers. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        List<String> command = List.of("kill", "-" + name, Long.toString(pid()));
        try {
            Process kill = new ProcessBuilder(command).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0)
                throw new AssertionError(command + " failed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}

package io.github.canarywave.brokers;

import static java.util.Objects.requireNonNull;

import io.github.canarywave.BrokerFolders;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.cli.BrokerTools;
import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.domain.fleet.DeviceId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A real Mosquitto. */
public final class MosquittoProcess extends BrokerProcess {
    /** Somebody else may take the port between our look and the broker's start. */
    private static final int PORTS_TRIED = 5;

    private MosquittoProcess(Path folder, Path config, int port) {
        super(
                new ProcessBuilder(program(), "-c", config.toAbsolutePath().toString()),
                folder,
                folder.resolve("mosquitto.log"),
                port);
    }

    private static MosquittoProcess listening(Path folder, Path config, int port) {
        MosquittoProcess broker = new MosquittoProcess(folder, config, port);
        broker.awaitListening();
        return broker;
    }

    /**
     * Lets everybody in without TLS, with the limits that canarywave needs. It forgets sessions and
     * retained messages when it ends.
     */
    public static MosquittoProcess plain() {
        return started(
                port ->
                        """
                        listener %d 127.0.0.1
                        allow_anonymous true
                        max_inflight_messages 1000
                        max_queued_messages 200000
                        set_tcp_nodelay true
                        """
                                .formatted(port));
    }

    /**
     * Starts a broker with this configuration.
     *
     * @param config the text of its configuration file for a port on which it must listen
     */
    public static MosquittoProcess started(IntFunction<String> config) {
        for (int left = PORTS_TRIED; ; left--) {
            try {
                return withText(config);
            } catch (AssertionError e) {
                if (left == 1 || !String.valueOf(e.getMessage()).contains("in use")) throw e;
            }
        }
    }

    /**
     * A broker with the configuration that we ship, as {@code canarywave broker prepare} writes it
     * for a server with this data folder: TLS, passwords, access rules.
     */
    public static MosquittoProcess prepared(Path data) {
        return prepared(data, _ -> {});
    }

    /**
     * The same, after something was changed in the folder.
     *
     * @param damage gets the folder before the broker starts
     */
    public static MosquittoProcess prepared(Path data, Consumer<Path> damage) {
        try {
            Path out = Files.createTempDirectory("mosquitto-");
            int port = freePort();
            BrokerTools.Wanted wanted =
                    new BrokerTools.Wanted(
                            BrokerKind.MOSQUITTO, data, out, Set.of("localhost"), port, out);
            new BrokerFolders().prepare(wanted);
            damage.accept(out);
            return withFile(out.resolve("mosquitto.conf"), port);
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
        return folder().resolve("passwords");
    }

    @Override
    public void admit(String device, String token) {
        String line =
                new BrokerFolders().userLine(BrokerKind.MOSQUITTO, new DeviceId(device), token);
        try {
            Files.writeString(users(), line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reload();
        awaitAdmitted(folder().resolve("ca.pem"), device, token);
    }

    /**
     * Starts a broker with this configuration file, which names its other files relative to its
     * folder or whole.
     *
     * @param port where it listens, according to that file
     */
    public static MosquittoProcess withFile(Path config, int port) {
        try {
            Path folder = requireNonNull(config.toAbsolutePath().getParent());
            // Started by root it would become a user who may not read a test's files.
            Path run = config.resolveSibling("run.conf");
            String user = "\nuser " + System.getProperty("user.name") + "\n";
            Files.writeString(run, Files.readString(config) + user);
            return listening(folder, run, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MosquittoProcess withText(IntFunction<String> config) {
        try {
            int port = freePort();
            Path folder = Files.createTempDirectory("mosquitto-");
            Path file = folder.resolve("mosquitto.conf");
            Files.writeString(file, config.apply(port));
            return listening(folder, file, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Debian keeps it where only root's PATH looks. */
    private static String program() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .map(part -> Path.of(part, "mosquitto"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no mosquitto; ./check installs it"));
    }

    /** Makes it read its access list and passwords again, as SIGHUP. */
    @Override
    public void reload() {
        signal("HUP");
    }
}

package io.github.canarywave.faults;

import io.github.canarywave.brokers.MosquittoProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A Mosquitto beside the rig: rights by user name as the protocol page wants them, but no TLS and
 * no passwords, which have tests of their own. It forgets sessions and retained messages when it
 * ends.
 */
final class Mosquitto implements AutoCloseable {
    private static final String RIGHTS =
            """
            user canarywave-sub
            topic read canarywave/v1/+/report
            topic read canarywave/v1/+/state
            topic read canarywave/v1/+/online
            user canarywave-pub
            topic write canarywave/v1/+/command
            topic write canarywave/v1/+/ack
            pattern write canarywave/v1/%u/report
            pattern write canarywave/v1/%u/state
            pattern write canarywave/v1/%u/online
            pattern read canarywave/v1/%u/command
            pattern read canarywave/v1/%u/ack
            """;

    private static final String ACCESS =
            """
            subscriber: {user: canarywave-sub, password: "1"}
            publisher: {user: canarywave-pub, password: "1"}
            probes: {canarywave-probe-a: "1", canarywave-probe-b: "1"}
            """;

    private final Path access;
    private final MosquittoProcess process;

    private Mosquitto(Path access, MosquittoProcess process) {
        this.access = access;
        this.process = process;
    }

    /** Starts one; its files lie in this folder. */
    static Mosquitto start(Path folder) {
        try {
            Path rights = Files.writeString(folder.resolve("acl"), RIGHTS);
            Path access = Files.writeString(folder.resolve("broker-access.yaml"), ACCESS);
            Files.setPosixFilePermissions(access, PosixFilePermissions.fromString("rw-------"));
            int port = Ports.free();
            Path config = Files.writeString(folder.resolve("mosquitto.conf"), config(port, rights));
            return new Mosquitto(access, MosquittoProcess.withFile(config, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String config(int port, Path rights) {
        return """
            listener %d 127.0.0.1
            allow_anonymous true
            acl_file %s
            max_inflight_messages 1000
            max_queued_messages 200000
            set_tcp_nodelay true
            """
                .formatted(port, rights);
    }

    MosquittoProcess process() {
        return process;
    }

    /** How a server is told to use it through this port. */
    List<String> serverWords(int port) {
        return List.of(
                "--broker=mqtt://localhost:" + port, "--broker-access=" + access, "--broker-plain");
    }

    @Override
    public void close() {
        process.close();
    }
}

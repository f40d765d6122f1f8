package io.github.canarywave.faults;

import static java.util.stream.Collectors.joining;

import io.github.canarywave.BrokerFolders;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.cli.BrokerTools;
import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.brokers.MosquittoProcess;
import io.github.canarywave.domain.fleet.DeviceId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Mosquitto beside the rig, with the configuration that we ship. It forgets sessions and retained
 * messages when it ends. Confined to the thread of its rig.
 */
final class Mosquitto implements AutoCloseable {
    private static final Duration READ = Duration.ofSeconds(30);
    private final MosquittoProcess process;

    private Mosquitto(MosquittoProcess process) {
        this.process = process;
    }

    /** Starts one for the server of this data folder; its own files lie in a folder beside. */
    static Mosquitto start(Path data, Path folder) {
        int port = Ports.free();
        try {
            Path out = Files.createDirectories(folder);
            new BrokerFolders()
                    .prepare(
                            new BrokerTools.Wanted(
                                    BrokerKind.MOSQUITTO,
                                    data,
                                    out,
                                    Set.of("localhost"),
                                    port,
                                    out));
            Path config = out.resolve("mosquitto.conf");
            // So that it tells when it has read its passwords again.
            Files.writeString(config, "\nlog_type information\n", StandardOpenOption.APPEND);
            return new Mosquitto(MosquittoProcess.withFile(config, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MosquittoProcess process() {
        return process;
    }

    /** Lets devices in; returns when the broker has read who they are. */
    void admit(Map<String, String> tokens) {
        BrokerFolders folders = new BrokerFolders();
        String lines =
                tokens.entrySet().stream()
                        .map(
                                device ->
                                        folders.userLine(
                                                BrokerKind.MOSQUITTO,
                                                new DeviceId(device.getKey()),
                                                device.getValue()))
                        .collect(joining("\n", "", "\n"));
        try {
            Files.writeString(
                    process.folder().resolve("passwords"), lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long before = reloads();
        process.reload();
        Rig.until(READ, "Mosquitto has read its passwords", () -> reloads() > before);
    }

    private long reloads() {
        return process.log().lines().filter(line -> line.contains("Reloading config")).count();
    }

    /** How a server is told to use it through this port. */
    List<String> serverWords(int port) {
        return List.of(
                "--broker=mqtts://localhost:" + port,
                "--broker-access=" + process.folder().resolve(Cli.BROKER_ACCESS));
    }

    @Override
    public void close() {
        process.close();
    }
}

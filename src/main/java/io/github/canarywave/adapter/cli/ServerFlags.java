package io.github.canarywave.adapter.cli;

import io.github.canarywave.adapter.cli.ServerSettings.DeviceCertificates;
import io.github.canarywave.adapter.cli.ServerSettings.DownloadRates;
import io.github.canarywave.adapter.cli.ServerSettings.Ports;
import io.github.canarywave.adapter.cli.ServerSettings.Room;
import io.github.canarywave.wire.Units;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The options that a server has, alone or with a fleet. */
final class ServerFlags {
    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data folder (default: ${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Option(
            names = "--mqtt-port",
            paramLabel = "PORT",
            description = "MQTT over TLS; 0 = any free (default: ${DEFAULT-VALUE})")
    int mqttPort = 8883;

    @Option(
            names = "--device-port",
            paramLabel = "PORT",
            description = "HTTPS for devices (default: ${DEFAULT-VALUE})")
    int devicePort = 8443;

    @Option(
            names = "--operator-port",
            paramLabel = "PORT",
            description = "HTTPS for people (default: ${DEFAULT-VALUE})")
    int operatorPort = 9443;

    @Option(
            names = "--mqtt-plain-port",
            paramLabel = "PORT",
            description = "MQTT without TLS; none unless given")
    Optional<Integer> mqttPlainPort = Optional.empty();

    @Option(
            names = "--constrained-port",
            paramLabel = "PORT",
            description =
                    "HTTPS with TLS 1.2 and records of 4 KiB, for devices that say"
                            + " \"small-records\"; none unless given")
    Optional<Integer> constrainedPort = Optional.empty();

    @Option(
            names = "--public-host",
            paramLabel = "NAME",
            description = "name by which devices reach it (default: ${DEFAULT-VALUE})")
    String publicHost = "localhost";

    @Option(
            names = "--device-certificates",
            paramLabel = "USE",
            description =
                    "client certificates of devices at the embedded broker:"
                            + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    DeviceCertificates deviceCertificates = DeviceCertificates.OPTIONAL;

    @Option(
            names = "--disk-floor",
            paramLabel = "MIB",
            description =
                    "free space below which no uploads and campaigns are taken (default:"
                            + " ${DEFAULT-VALUE})")
    int diskFloor = 64;

    @Option(
            names = "--disk-reserve",
            paramLabel = "MIB",
            description = "room that is kept for halts on a full disk (default: ${DEFAULT-VALUE})")
    int diskReserve = 16;

    @Option(
            names = "--drop-revoked",
            description = "remove the firmware of revoked releases; kept unless given")
    boolean dropRevoked;

    @Option(
            names = "--download-rate",
            paramLabel = "RATE",
            description = "most bits of all downloads, such as 400Mbit/s (default: no limit)")
    Optional<String> downloadRate = Optional.empty();

    @Option(
            names = "--site-label",
            paramLabel = "LABEL",
            description = "label of a device that names its site (default: ${DEFAULT-VALUE})")
    String siteLabel = "site";

    @Option(
            names = "--site-rate",
            paramLabel = "RATE",
            description = "most bits of the downloads of one site (default: no limit)")
    Optional<String> siteRate = Optional.empty();

    @Option(
            names = "--connections-per-address",
            paramLabel = "NUMBER",
            description =
                    "most connections from one address at the device port (default:"
                            + " ${DEFAULT-VALUE})")
    int connectionsPerAddress = 4_000;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "a line for each request at the device port (default: none)")
    Optional<Path> accessLog = Optional.empty();

    /** The settings, once they are checked. */
    ServerSettings settings() {
        port("--mqtt-port", mqttPort);
        port("--device-port", devicePort);
        port("--operator-port", operatorPort);
        mqttPlainPort.ifPresent(p -> port("--mqtt-plain-port", p));
        constrainedPort.ifPresent(p -> port("--constrained-port", p));
        if (publicHost.isBlank())
            throw new Failure(Exit.USAGE, "--public-host must be a name, got an empty one");
        if (connectionsPerAddress < 1)
            throw new Failure(
                    Exit.USAGE,
                    "--connections-per-address must be 1 or more, got " + connectionsPerAddress);
        mib("--disk-floor", diskFloor);
        mib("--disk-reserve", diskReserve);
        return new ServerSettings(
                        data,
                        new Ports(
                                mqttPort,
                                devicePort,
                                operatorPort,
                                optional(mqttPlainPort),
                                optional(constrainedPort)),
                        publicHost,
                        deviceCertificates)
                .keeping(new Room(diskFloor * Room.MIB, diskReserve * Room.MIB, dropRevoked))
                .at(
                        new DownloadRates(
                                rate("--download-rate", downloadRate),
                                siteLabel,
                                rate("--site-rate", siteRate),
                                connectionsPerAddress))
                .logging(accessLog);
    }

    private static OptionalInt optional(Optional<Integer> number) {
        return number.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static OptionalLong rate(String flag, Optional<String> value) {
        if (value.isEmpty()) return OptionalLong.empty();
        long bytes =
                Units.bytesPerSecond(value.get())
                        .orElseThrow(
                                () ->
                                        new Failure(
                                                Exit.USAGE,
                                                flag
                                                        + " must look like 400Mbit/s, got \""
                                                        + value.get()
                                                        + "\""));
        return OptionalLong.of(bytes);
    }

    private static void mib(String flag, int value) {
        if (value < 0) throw new Failure(Exit.USAGE, flag + " must be 0 or more, got " + value);
    }

    private static void port(String flag, int value) {
        if (value < 0 || value > MAX_PORT)
            throw new Failure(
                    Exit.USAGE, flag + " must be from 0 to " + MAX_PORT + ", got " + value);
    }
}

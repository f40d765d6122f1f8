package io.github.canarywave.adapter.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where a server keeps its files and listens.
 *
 * @param data folder, made when missing
 * @param publicHost name that devices and people reach it by
 * @param deviceCertificates whether devices may or must show client certificates to the broker in
 *     this process
 * @param outside the broker to use; empty: one in this process
 * @param room kept on the disk
 * @param rates of downloads
 * @param gates systems outside that gates ask
 * @param accessLog file with a line for each request at the device port; empty: none
 */
public record ServerSettings(
        Path data,
        Ports ports,
        String publicHost,
        DeviceCertificates deviceCertificates,
        Optional<OutsideBroker> outside,
        Room room,
        DownloadRates rates,
        OutsideGates gates,
        Optional<Path> accessLog) {
    /**
     * Where it listens; 0 = any free port.
     *
     * @param mqtt MQTT over TLS
     * @param device HTTPS for devices
     * @param operator HTTPS for people
     * @param mqttPlain MQTT without TLS; empty: none
     * @param constrained HTTPS with small records for devices that cannot ask for them; empty: none
     */
    public record Ports(
            int mqtt, int device, int operator, OptionalInt mqttPlain, OptionalInt constrained) {
        /** Without the two that most servers do not need. */
        public Ports(int mqtt, int device, int operator) {
            this(mqtt, device, operator, OptionalInt.empty(), OptionalInt.empty());
        }
    }

    /**
     * How fast downloads may go, and from how many connections.
     *
     * @param server bytes per second of all of them; empty: no limit
     * @param siteLabel label of a device that names its site
     * @param site bytes per second of each site; empty: no limit
     * @param connectionsPerAddress at each port of devices
     */
    public record DownloadRates(
            OptionalLong server, String siteLabel, OptionalLong site, int connectionsPerAddress) {
        public static final DownloadRates NONE =
                new DownloadRates(OptionalLong.empty(), "site", OptionalLong.empty(), 4_000);
    }

    /**
     * Room that is kept on the disk of the data folder.
     *
     * @param floorBytes below it nothing new is taken
     * @param reserveBytes size of a file that is given up for halts
     * @param dropsRevoked whether firmware of revoked releases is removed
     */
    public record Room(long floorBytes, long reserveBytes, boolean dropsRevoked) {
        static final long MIB = 1024 * 1024;

        /** Hundreds of thousands of reports, and withdrawals of some ten thousand devices. */
        public static final Room DEFAULT = new Room(64 * MIB, 16 * MIB, false);
    }

    /** What client certificates are to devices. */
    public enum DeviceCertificates {
        OFF,
        OPTIONAL,
        REQUIRED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** With a broker in this process. */
    public ServerSettings(
            Path data, Ports ports, String publicHost, DeviceCertificates deviceCertificates) {
        this(
                data,
                ports,
                publicHost,
                deviceCertificates,
                Optional.empty(),
                Room.DEFAULT,
                DownloadRates.NONE,
                OutsideGates.NONE,
                Optional.empty());
    }

    /** The same with downloads at these rates. */
    ServerSettings at(DownloadRates other) {
        return new ServerSettings(
                data,
                ports,
                publicHost,
                deviceCertificates,
                outside,
                room,
                other,
                gates,
                accessLog);
    }

    /** The same with other room. */
    ServerSettings keeping(Room other) {
        return new ServerSettings(
                data,
                ports,
                publicHost,
                deviceCertificates,
                outside,
                other,
                rates,
                gates,
                accessLog);
    }

    /** The same with a broker that runs elsewhere, if there is one. */
    ServerSettings using(Optional<OutsideBroker> broker) {
        return new ServerSettings(
                data, ports, publicHost, deviceCertificates, broker, room, rates, gates, accessLog);
    }

    /** The same with gates that ask these systems. */
    ServerSettings asking(OutsideGates other) {
        return new ServerSettings(
                data,
                ports,
                publicHost,
                deviceCertificates,
                outside,
                room,
                rates,
                other,
                accessLog);
    }

    /** The same with an access log. */
    ServerSettings logging(Optional<Path> file) {
        return new ServerSettings(
                data, ports, publicHost, deviceCertificates, outside, room, rates, gates, file);
    }
}

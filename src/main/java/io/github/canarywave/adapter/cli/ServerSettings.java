package io.github.canarywave.adapter.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a server keeps its files and listens.
 *
 * @param data folder, made when missing
 * @param mqttPort MQTT over TLS; 0 = any free, as with all ports
 * @param devicePort HTTPS for devices
 * @param operatorPort HTTPS for people
 * @param mqttPlainPort MQTT without TLS; empty: none
 * @param publicHost name that devices and people reach it by
 * @param deviceCertificates whether devices may or must show client certificates to the broker in
 *     this process
 * @param outside the broker to use; empty: one in this process
 */
public record ServerSettings(
        Path data,
        int mqttPort,
        int devicePort,
        int operatorPort,
        OptionalInt mqttPlainPort,
        String publicHost,
        DeviceCertificates deviceCertificates,
        Optional<OutsideBroker> outside) {
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
            Path data,
            int mqttPort,
            int devicePort,
            int operatorPort,
            OptionalInt mqttPlainPort,
            String publicHost,
            DeviceCertificates deviceCertificates) {
        this(
                data,
                mqttPort,
                devicePort,
                operatorPort,
                mqttPlainPort,
                publicHost,
                deviceCertificates,
                Optional.empty());
    }

    /** The same with a broker that runs elsewhere, if there is one. */
    ServerSettings using(Optional<OutsideBroker> broker) {
        return new ServerSettings(
                data,
                mqttPort,
                devicePort,
                operatorPort,
                mqttPlainPort,
                publicHost,
                deviceCertificates,
                broker);
    }
}

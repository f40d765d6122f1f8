package io.github.canarywave.adapter.cli;

import java.nio.file.Path;
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
 * @param outside the broker to use; empty: one in this process
 */
public record ServerSettings(
        Path data,
        int mqttPort,
        int devicePort,
        int operatorPort,
        OptionalInt mqttPlainPort,
        String publicHost,
        Optional<OutsideBroker> outside) {
    /** With a broker in this process. */
    public ServerSettings(
            Path data,
            int mqttPort,
            int devicePort,
            int operatorPort,
            OptionalInt mqttPlainPort,
            String publicHost) {
        this(
                data,
                mqttPort,
                devicePort,
                operatorPort,
                mqttPlainPort,
                publicHost,
                Optional.empty());
    }

    /** The same with a broker that runs elsewhere, if there is one. */
    ServerSettings using(Optional<OutsideBroker> broker) {
        return new ServerSettings(
                data, mqttPort, devicePort, operatorPort, mqttPlainPort, publicHost, broker);
    }
}

package io.github.canarywave.sim;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulated fleet is made of; built with {@link #to}.
 *
 * @param mqttHost where to connect
 * @param caPem certificate that is trusted for MQTT and HTTPS; empty: MQTT without TLS, HTTPS as
 *     Java trusts
 * @param plainMqtt MQTT without TLS although there is a certificate for HTTPS
 * @param prefix topic prefix
 * @param devices who they are
 * @param model hardware kind of all of them
 * @param version what they run when new
 * @param image what a new device says it runs, base64url of a SHA-256; empty: made from version
 * @param securityVersion lowest security version that a new device accepts
 * @param seed with device id and version decides who fails
 * @param releaseKeys release keys in the devices, by key id
 * @param commandKeys command keys in the devices, by key id
 * @param verify whether devices check signatures
 * @param behaviours how firmware misbehaves, by version; others are good
 * @param timing how long everything takes
 * @param labels for each label the values that are spread over the devices
 * @param offlineShare share of the devices that never connect, 0 to 1
 * @param flash file that lets a restarted fleet go on where it was; empty: it starts new
 * @param ledger file that lists what each device saw; empty: none
 */
public record FleetOptions(
        String mqttHost,
        int mqttPort,
        Optional<Path> caPem,
        boolean plainMqtt,
        String prefix,
        List<DeviceAccount> devices,
        String model,
        String version,
        Optional<String> image,
        int securityVersion,
        long seed,
        Map<String, PublicKey> releaseKeys,
        Map<String, PublicKey> commandKeys,
        boolean verify,
        Map<String, Behaviour> behaviours,
        Timing timing,
        Map<String, List<String>> labels,
        double offlineShare,
        Optional<Path> flash,
        Optional<Path> ledger) {

    public FleetOptions {
        devices = List.copyOf(devices);
        releaseKeys = Map.copyOf(releaseKeys);
        commandKeys = Map.copyOf(commandKeys);
        behaviours = Map.copyOf(behaviours);
        labels = Map.copyOf(labels);
        Behaviour.share("offlineShare", offlineShare);
        if (devices.isEmpty()) throw new IllegalArgumentException("a fleet has at least 1 device");
    }

    /** Begins with the broker; all else has a default but the devices. */
    public static Builder to(String mqttHost, int mqttPort) {
        return new Builder(mqttHost, mqttPort);
    }

    /** Collects options. Confined to one thread. */
    public static final class Builder {
        private final String mqttHost;
        private final int mqttPort;
        private Optional<Path> caPem = Optional.empty();
        private boolean plainMqtt;
        private String prefix = "canarywave/v1";
        private List<DeviceAccount> devices = List.of();
        private String model = "esp32-rev3";
        private String version = "1.0.0";
        private Optional<String> image = Optional.empty();
        private int securityVersion;
        private long seed = 1;
        private Map<String, PublicKey> releaseKeys = Map.of();
        private Map<String, PublicKey> commandKeys = Map.of();
        private boolean verify = true;
        private final Map<String, Behaviour> behaviours = new HashMap<>();
        private Timing timing = Timing.LIFELIKE;
        private final Map<String, List<String>> labels = new HashMap<>();
        private double offlineShare;
        private Optional<Path> flash = Optional.empty();
        private Optional<Path> ledger = Optional.empty();

        private Builder(String mqttHost, int mqttPort) {
            this.mqttHost = mqttHost;
            this.mqttPort = mqttPort;
        }

        /** MQTT over TLS and HTTPS, both trusting the certificates of this PEM file. */
        public Builder tls(Path pem) {
            caPem = Optional.of(pem);
            return this;
        }

        /** MQTT without TLS; HTTPS stays as it is. */
        public Builder plainMqtt() {
            plainMqtt = true;
            return this;
        }

        public Builder prefix(String value) {
            prefix = value;
            return this;
        }

        public Builder devices(List<DeviceAccount> accounts) {
            devices = accounts;
            return this;
        }

        public Builder model(String value) {
            model = value;
            return this;
        }

        /** Version of a new device. */
        public Builder version(String value) {
            version = value;
            return this;
        }

        /** Image of a new device: base64url of the digest appended to it. */
        public Builder image(String value) {
            image = Optional.of(value);
            return this;
        }

        public Builder securityVersion(int value) {
            securityVersion = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder releaseKeys(Map<String, PublicKey> keys) {
            releaseKeys = keys;
            return this;
        }

        public Builder commandKeys(Map<String, PublicKey> keys) {
            commandKeys = keys;
            return this;
        }

        /** Devices check signatures (the default), or trust the broker. */
        public Builder verify(boolean value) {
            verify = value;
            return this;
        }

        /** Firmware of this version misbehaves so. */
        public Builder behaviour(String ofVersion, Behaviour behaviour) {
            behaviours.put(ofVersion, behaviour);
            return this;
        }

        public Builder timing(Timing value) {
            timing = value;
            return this;
        }

        /** Each device has one of these values. */
        public Builder label(String name, String... values) {
            labels.put(name, List.of(values));
            return this;
        }

        public Builder offlineShare(double share) {
            offlineShare = share;
            return this;
        }

        public Builder flash(Path file) {
            flash = Optional.of(file);
            return this;
        }

        public Builder ledger(Path file) {
            ledger = Optional.of(file);
            return this;
        }

        public FleetOptions build() {
            return new FleetOptions(
                    mqttHost,
                    mqttPort,
                    caPem,
                    plainMqtt,
                    prefix,
                    devices,
                    model,
                    version,
                    image,
                    securityVersion,
                    seed,
                    releaseKeys,
                    commandKeys,
                    verify,
                    behaviours,
                    timing,
                    labels,
                    offlineShare,
                    flash,
                    ledger);
        }
    }
}

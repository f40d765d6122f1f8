package io.github.canarywave;

import io.github.canarywave.adapter.broker.BrokerOptions;
import io.github.canarywave.adapter.broker.EmbeddedBroker;
import io.github.canarywave.adapter.broker.ProbeCredentials;
import io.github.canarywave.adapter.broker.ServerCredentials;
import io.github.canarywave.adapter.broker.extension.CertificateUse;
import io.github.canarywave.adapter.cli.BrokerAccess;
import io.github.canarywave.adapter.cli.OutsideBroker;
import io.github.canarywave.adapter.cli.ServerSettings;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.adapter.mqtt.Gatekeeper;
import io.github.canarywave.adapter.mqtt.MqttOptions;
import io.github.canarywave.adapter.mqtt.MqttOptions.Login;
import io.github.canarywave.adapter.mqtt.probe.ProbeLogins;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.app.Store;
import io.github.canarywave.wire.Topics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The broker that a server uses, and what of it the server must know. */
sealed interface BrokerSide extends AutoCloseable {
    String host();

    /** Where devices connect with TLS, or without where somebody has said that this is meant. */
    int port();

    /** Where it is, for people. */
    String url();

    /** How the server itself connects. */
    MqttOptions link(Topics topics, Gatekeeper gatekeeper);

    /** What the two throw-away devices show to it. */
    ProbeLogins probes();

    /** What it refused, by reason, as far as it tells. */
    Map<String, Long> refusals();

    /** What people are told of it at the start, each line with its mark. */
    List<String> announcement(String publicHost);

    @Override
    void close();

    /** The broker of these settings, listening or named. */
    static BrokerSide open(
            ServerSettings settings, ServerFolder folder, Pki pki, Topics topics, Store store) {
        return settings.outside()
                .<BrokerSide>map(broker -> new Elsewhere(broker, pki))
                .orElseGet(() -> Own.start(settings, folder, pki, topics, store));
    }

    /** In this process: it forgets everything when it ends. */
    record Own(EmbeddedBroker broker, Path caFile) implements BrokerSide {
        static Own start(
                ServerSettings settings, ServerFolder folder, Pki pki, Topics topics, Store store) {
            // The broker forgets its sessions when it ends; whoever comes back says so by a birth.
            store.write(
                    tx -> {
                        tx.everybodyOffline();
                        return tx;
                    });
            DeviceAuth auth = new StoredCredentials(store);
            BrokerOptions options =
                    BrokerOptions.of(
                                    folder.path().resolve("tmp/broker"),
                                    pki.keyStoreFile(),
                                    pki.keyStorePassword(),
                                    auth)
                            .listeningOn("0.0.0.0", settings.ports().mqtt())
                            .withTopics(topics)
                            .withCertificates(
                                    certificateUse(settings),
                                    pki.trustStoreFile(),
                                    pki.keyStorePassword());
            if (settings.ports().mqttPlain().isPresent())
                options = options.withPlainPort(settings.ports().mqttPlain().getAsInt());
            return new Own(EmbeddedBroker.start(options), pki.caFile());
        }

        private static CertificateUse certificateUse(ServerSettings settings) {
            return switch (settings.deviceCertificates()) {
                case OFF -> CertificateUse.OFF;
                case OPTIONAL -> CertificateUse.OPTIONAL;
                case REQUIRED -> CertificateUse.REQUIRED;
            };
        }

        @Override
        public String host() {
            return "localhost";
        }

        @Override
        public int port() {
            return broker.tlsPort();
        }

        @Override
        public String url() {
            return "mqtts://localhost:" + port() + " (embedded)";
        }

        @Override
        public MqttOptions link(Topics topics, Gatekeeper gatekeeper) {
            ServerCredentials us = broker.serverCredentials();
            return MqttOptions.of(host(), port(), gatekeeper)
                    .trusting(caFile)
                    .as(us.userName(), us.password())
                    .overOwnBroker()
                    .withTopics(topics);
        }

        @Override
        public ProbeLogins probes() {
            ProbeCredentials probes = broker.probeCredentials();
            return new ProbeLogins(probes.passwordA(), probes.passwordB());
        }

        @Override
        public Map<String, Long> refusals() {
            return broker.refusals();
        }

        @Override
        public List<String> announcement(String publicHost) {
            List<String> lines = new ArrayList<>();
            lines.add("✔ broker      mqtts://" + publicHost + ":" + port() + " (embedded)");
            broker.plainPort()
                    .ifPresent(
                            port ->
                                    lines.add(
                                            "! broker      mqtt://"
                                                    + publicHost
                                                    + ":"
                                                    + port
                                                    + " WITHOUT TLS"));
            return lines;
        }

        @Override
        public void close() {
            broker.close();
        }
    }

    /** A process of its own, perhaps on another machine: it may be down, slow or wrongly set up. */
    record Elsewhere(OutsideBroker broker, Pki pki) implements BrokerSide {
        @Override
        public String host() {
            return broker.host();
        }

        @Override
        public int port() {
            return broker.port();
        }

        @Override
        public String url() {
            return broker.url();
        }

        @Override
        public MqttOptions link(Topics topics, Gatekeeper gatekeeper) {
            BrokerAccess access = broker.access();
            MqttOptions options =
                    MqttOptions.of(host(), port(), gatekeeper)
                            .as(login(access.subscriber()), login(access.publisher()))
                            .withTopics(topics);
            return broker.tls() ? options.trusting(access.ca().orElse(pki.caFile())) : options;
        }

        private static Login login(BrokerAccess.User user) {
            return new Login(user.name(), user.password());
        }

        @Override
        public ProbeLogins probes() {
            return new ProbeLogins(broker.access().probeA(), broker.access().probeB());
        }

        @Override
        public Map<String, Long> refusals() {
            return Map.of();
        }

        @Override
        public List<String> announcement(String publicHost) {
            String mark = broker.tls() ? "✔" : "!";
            String plain = broker.tls() ? "" : " WITHOUT TLS";
            return List.of(mark + " broker      " + broker.url() + " (outside)" + plain);
        }

        @Override
        public void close() {
            // It is not ours to end.
        }
    }
}

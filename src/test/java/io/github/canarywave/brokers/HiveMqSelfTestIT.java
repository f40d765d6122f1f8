package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.adapter.mqtt.probe.SelfTestResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** The self-test against a HiveMQ CE as we ship it, and with its extension taken away. */
class HiveMqSelfTestIT {
    private static final String EXTENSION = "extensions/canarywave-acl";

    @TempDir Path data;

    @Test
    void passesOnWhatWeShipAlsoAfterAKillAndAFreeze() throws Exception {
        try (HiveMqGuarded guarded = HiveMqGuarded.start(data)) {
            HiveMqProcess hive = guarded.process();
            assertThat(hive.log()).contains("canarywave-acl rules apply");
            assertThat(tested(hive)).isInstanceOf(SelfTestResult.Passed.class);
            long pid = hive.pid();
            hive.restart();
            assertThat(hive.pid()).isNotEqualTo(pid);
            hive.pause();
            hive.resume();
            assertThat(tested(hive)).isInstanceOf(SelfTestResult.Passed.class);
        }
    }

    private SelfTestResult tested(HiveMqProcess hive) throws Exception {
        try (TestedBroker broker =
                TestedBroker.of(hive.folder().resolve(Cli.BROKER_ACCESS), hive.port(), data)) {
            return broker.test();
        }
    }

    /** What a broken line or a missing file does: nobody comes in, rather than everybody. */
    @Test
    void aHiveMqWhoseExtensionDoesNotStartLetsNobodyIn() throws Exception {
        try (HiveMqGuarded guarded = HiveMqGuarded.start(data)) {
            HiveMqProcess hive = guarded.process();
            Files.writeString(hive.folder().resolve(EXTENSION + "/credentials/devices"), "th-1\n");
            hive.restart();
            assertThat(hive.log()).contains("devices:1: must be NAME:VALUE");
            var tls = Tls.trusting(data.resolve("pki/ca.pem"));
            try (Peer server = new Peer(Peer.Version.MQTT_5, hive.port(), tls, guarded.server())) {
                assertThat(server.connect()).isFalse();
            }
        }
    }
}

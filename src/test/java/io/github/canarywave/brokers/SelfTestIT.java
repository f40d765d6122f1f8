package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.mqtt.probe.SelfTestResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The self-test against a real Mosquitto: as we ship it, open, and with each rule damaged. */
class SelfTestIT {
    @TempDir Path data;

    @Test
    void passesOnWhatWeShipAndLeavesNothingBehind() throws Exception {
        try (MosquittoProcess mosquitto = MosquittoProcess.prepared(data);
                TestedBroker broker = TestedBroker.of(mosquitto, data)) {
            assertThat(broker.test()).isEqualTo(new SelfTestResult.Passed(List.of()));
            assertThat(broker.test()).as("again").isEqualTo(new SelfTestResult.Passed(List.of()));
            assertThat(broker.inbox.size()).as("no word of a throw-away device").isZero();
            assertThat(broker.link().counts().rejected()).isEmpty();
        }
    }

    @Test
    void namesEveryRuleThatAnOpenBrokerLacks() {
        try (MosquittoProcess mosquitto = MosquittoProcess.plain();
                TestedBroker broker = TestedBroker.open(mosquitto.port())) {
            assertThat(broker.problems())
                    .anyMatch(p -> p.contains("came in with a wrong password"))
                    .anyMatch(p -> p.contains("anonymous"))
                    .anyMatch(p -> p.contains("client id canarywave-probe-b and cut it off"))
                    .anyMatch(
                            p -> p.contains("could read canarywave/v1/canarywave-probe-b/command"))
                    .anyMatch(p -> p.contains("could read canarywave/v1/canarywave-probe-b/state"))
                    .anyMatch(p -> p.contains("could say canarywave/v1/canarywave-probe-b/report"))
                    .anyMatch(p -> p.contains("could say canarywave/v1/canarywave-probe-b/command"))
                    .anyMatch(p -> p.contains("could say canarywave/v1/canarywave-probe-a/ack"))
                    .anyMatch(p -> p.contains("last will"))
                    .allMatch(p -> p.contains("the rule: ") && p.contains("broker-config"));
        }
    }

    /** A line is replaced by another, or by nothing; what then must be found. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    acl | pattern read canarywave/v1/%u/command   | pattern read canarywave/v1/+/command | could read canarywave/v1/canarywave-probe-b/command
                    acl | pattern read canarywave/v1/%u/ack       | pattern read canarywave/v1/+/ack     | could read canarywave/v1/canarywave-probe-b/ack
                    acl | pattern read canarywave/v1/%u/ack       | pattern read canarywave/v1/#         | could read canarywave/v1/canarywave-probe-b/report
                    acl | pattern read canarywave/v1/%u/ack       | pattern read canarywave/v1/+/online  | could read canarywave/v1/canarywave-probe-b/online
                    acl | pattern write canarywave/v1/%u/report   | pattern write canarywave/v1/+/report | could say canarywave/v1/canarywave-probe-b/report
                    acl | pattern write canarywave/v1/%u/state    | pattern write canarywave/v1/+/state  | could say canarywave/v1/canarywave-probe-b/state
                    acl | pattern write canarywave/v1/%u/online   | pattern write canarywave/v1/+/online | could say canarywave/v1/canarywave-probe-b/online
                    acl | pattern read canarywave/v1/%u/command   | pattern readwrite canarywave/v1/%u/command | could say canarywave/v1/canarywave-probe-a/command
                    acl | pattern read canarywave/v1/%u/ack       | pattern readwrite canarywave/v1/+/ack | could say canarywave/v1/canarywave-probe-b/ack
                    acl | pattern read canarywave/v1/%u/command   | | canarywave-probe-a did not get what the server said under canarywave/v1/canarywave-probe-a/command
                    acl | pattern read canarywave/v1/%u/ack       | | did not get what the server said under canarywave/v1/canarywave-probe-a/ack
                    acl | pattern write canarywave/v1/%u/report   | | the server did not hear what device canarywave-probe-a said under canarywave/v1/canarywave-probe-a/report
                    acl | pattern write canarywave/v1/%u/online   | | did not hear what device canarywave-probe-b said under canarywave/v1/canarywave-probe-b/online
                    acl | topic write canarywave/v1/+/command     | | did not get what the server said under canarywave/v1/canarywave-probe-b/command
                    acl | topic read canarywave/v1/+/state        | | the server did not hear what device canarywave-probe-a said under canarywave/v1/canarywave-probe-a/state
                    mosquitto.conf | use_username_as_clientid true | use_username_as_clientid false | connected with the client id canarywave-probe-b and cut it off
                    mosquitto.conf | max_packet_size 4096         | max_packet_size 512             | packets of at most 512 bytes
                    """)
    void findsEachDamage(String file, String rule, String instead, String found) throws Exception {
        try (MosquittoProcess mosquitto =
                        MosquittoProcess.prepared(
                                data, out -> replace(out.resolve(file), rule, instead));
                TestedBroker broker = TestedBroker.of(mosquitto, data)) {
            assertThat(broker.problems()).anyMatch(p -> p.contains(found));
        }
    }

    private static void replace(Path file, String rule, String instead) {
        try {
            String text = Files.readString(file);
            assertThat(text).contains(rule + "\n");
            Files.writeString(
                    file, text.replace(rule + "\n", instead == null ? "\n" : instead + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

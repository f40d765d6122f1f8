package io.github.canarywave.adapter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.adapter.broker.BrokerOptions;
import io.github.canarywave.adapter.broker.EmbeddedBroker;
import io.github.canarywave.adapter.broker.TestBroker;
import io.github.canarywave.adapter.broker.TestCertificate;
import io.github.canarywave.app.Inbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The link outlives its broker. */
class BrokerRestartTest {
    @Test
    void comesBackWithBothConnectionsAndAsksForUnsentCommands(@TempDir Path folder)
            throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        BrokerOptions options = TestBroker.options(folder, certificate).withPlainPort(0);
        AtomicInteger asked = new AtomicInteger();
        EmbeddedBroker broker = EmbeddedBroker.start(options);
        int port = broker.plainPort().orElseThrow();
        try (MqttLink link = MqttLink.open(as(broker, port), new Inbox())) {
            link.onReady(asked::incrementAndGet);
            await().until(() -> asked.get() == 1 && link.subscribedFor().isPositive());
            broker.close();
            await().until(() -> !link.ready() && link.subscribedFor().isZero());
            broker = TestBroker.startAgain(options.withPlainPort(port), broker.serverCredentials());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> asked.get() == 2 && link.subscribedFor().isPositive());
            assertThat(link.ready()).isTrue();
        } finally {
            broker.close();
        }
    }

    private static MqttOptions as(EmbeddedBroker broker, int port) {
        return MqttOptions.of("127.0.0.1", port, command -> true)
                .as(broker.serverCredentials().userName(), broker.serverCredentials().password());
    }
}

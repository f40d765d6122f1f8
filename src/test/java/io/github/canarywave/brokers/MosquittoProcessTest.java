package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

class MosquittoProcessTest {
    @Test
    void servesOnItsPortAgainAfterAKill() {
        try (MosquittoProcess broker = MosquittoProcess.plain()) {
            long first = broker.pid();
            publish(broker);
            broker.kill();
            broker.restart();
            publish(broker);
            assertThat(broker.pid()).isNotEqualTo(first);
            assertThat(broker.log()).contains("Opening ipv4 listen socket on port");
        }
    }

    @Test
    void answersNothingWhileItIsPaused() {
        try (MosquittoProcess broker = MosquittoProcess.plain()) {
            broker.pause();
            CompletableFuture<Void> published = CompletableFuture.runAsync(() -> publish(broker));
            assertThatThrownBy(() -> published.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            broker.resume();
            published.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    /** The shipped configuration logs no reload: it must be seen from outside. */
    @Test
    void letsADeviceInWhoseLineCameWhileItRan(@TempDir Path data) {
        try (MosquittoProcess broker = MosquittoProcess.prepared(data)) {
            var tls = Tls.trusting(data.resolve("pki/ca.pem"));
            Peer.Who device = Peer.Who.of("dev-1", "token-1");
            try (Peer early = new Peer(Peer.Version.MQTT_5, broker.port(), tls, device)) {
                assertThat(early.connect()).isFalse();
            }
            broker.admit("dev-1", "token-1");
            try (Peer late = new Peer(Peer.Version.MQTT_3, broker.port(), tls, device)) {
                assertThat(late.connect()).isTrue();
            }
        }
    }

    private static void publish(MosquittoProcess broker) {
        Mqtt5BlockingClient client =
                Mqtt5Client.builder()
                        .serverHost("127.0.0.1")
                        .serverPort(broker.port())
                        .buildBlocking();
        client.connect();
        client.publishWith().topic("a").qos(MqttQos.AT_LEAST_ONCE).send();
        client.disconnect();
    }
}

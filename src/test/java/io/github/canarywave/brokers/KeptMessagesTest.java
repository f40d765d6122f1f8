package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

import io.github.canarywave.app.Heard;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a real Mosquitto kept for a server that comes later is told from what is said now. */
class KeptMessagesTest {
    private static final String BIRTH =
            """
            {"protocol":1,"model":"m","version":"1","boot":1,"boot_reason":"power-on",\
            "session":"s","connect":1,"epoch":0,"counter":0}""";
    private static final String ONLINE = "{\"online\":true,\"session\":\"s\",\"connect\":1}";

    @Test
    void aKeptBirthComesAsKeptAndBeforeItsOnlineNotice() {
        try (MosquittoProcess mosquitto = MosquittoProcess.plain()) {
            Mqtt5BlockingClient device = device(mosquitto);
            // Online first, as many devices do: the server needs the birth first to believe it.
            say(device, "online", ONLINE);
            say(device, "state", BIRTH);
            try (TestedBroker server = TestedBroker.open(mosquitto.port())) {
                List<Heard> heard = awaitHeard(server, 2);
                assertThat(heard.getFirst())
                        .isInstanceOfSatisfying(
                                Heard.Born.class, born -> assertThat(born.kept()).isTrue());
                assertThat(heard.getLast()).isInstanceOf(Heard.Told.class);

                say(device, "state", BIRTH);
                assertThat(awaitHeard(server, 1).getFirst())
                        .isInstanceOfSatisfying(
                                Heard.Born.class, born -> assertThat(born.kept()).isFalse());
            }
            device.disconnect();
        }
    }

    private static List<Heard> awaitHeard(TestedBroker server, int messages) {
        List<Heard> heard = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            heard.addAll(server.inbox.take(10));
                            return heard.size() >= messages;
                        });
        heard.forEach(h -> h.receipt().stored());
        return heard;
    }

    private static Mqtt5BlockingClient device(MosquittoProcess mosquitto) {
        Mqtt5BlockingClient device =
                Mqtt5Client.builder()
                        .identifier("dev-1")
                        .serverHost("127.0.0.1")
                        .serverPort(mosquitto.port())
                        .buildBlocking();
        device.connect();
        return device;
    }

    private static void say(Mqtt5BlockingClient device, String kind, String text) {
        device.publishWith()
                .topic("canarywave/v1/dev-1/" + kind)
                .payload(text.getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .send();
    }
}

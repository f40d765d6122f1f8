package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

import io.github.canarywave.brokers.MosquittoProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The whole program with a real Mosquitto in a process of its own. */
class OutsideBrokerIT {
    private static final int FLEET = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CAMPAIGN =
            """
            apiVersion: canarywave/v1
            kind: Campaign
            metadata: {name: outside}
            spec:
              release: {product: thermostat-esp32, version: "2.0.0"}
              waves:
                - {name: all, upTo: 100%}
            """;

    @TempDir Path folder;

    @Test
    void aCampaignRunsToItsEndOnMosquittoAsWePrepareIt() throws Exception {
        Path key = ReleaseKey.in(folder);
        try (MosquittoProcess mosquitto = MosquittoProcess.prepared(folder.resolve("data"))) {
            mosquitto.kill(); // The server must start without it ...
            String url = "mqtts://localhost:" + mosquitto.port();
            String access = mosquitto.accessFile().toString();
            try (Site server =
                    Site.serve(folder, key, "--broker", url, "--broker-access", access)) {
                server.release("2.0.0");
                try (Program fleet = fleet(mosquitto.port())) {
                    await().atMost(LIMIT).until(() -> server.devices().size() == FLEET);
                    assertThat(apply(server)).isEqualTo(201);
                    awaitReason(server, "broker " + url + " is not reachable");
                    mosquitto.restart(); // ... and go on when it appears.
                    admitFleet(server, mosquitto);
                    fleet.awaitOutput(FLEET + " devices online");
                    await().atMost(LIMIT).until(() -> state(server).equals("Done"));
                    assertThat(server.campaign("outside").at("/states/Confirmed").intValue())
                            .isEqualTo(FLEET);
                }
            }
        }
    }

    @Test
    void noCommandLeavesOverABrokerThatIsOpen() throws Exception {
        Path key = ReleaseKey.in(folder);
        try (MosquittoProcess mosquitto = MosquittoProcess.plain()) {
            mosquitto.kill();
            String url = "mqtt://localhost:" + mosquitto.port();
            try (Site server =
                    Site.serve(
                            folder,
                            key,
                            "--broker",
                            url,
                            "--broker-plain",
                            "--broker-access",
                            access().toString())) {
                server.release("2.0.0");
                server.register("dev-1");
                assertThat(apply(server)).isEqualTo(201);
                mosquitto.restart();
                Mqtt5AsyncClient device = connected(mosquitto.port());
                Queue<String> heard = listening(device);
                await().atMost(LIMIT)
                        .until(
                                () -> {
                                    sayBirth(device); // the server may not be back there yet
                                    return server.devices().getFirst().path("online").asBoolean();
                                });
                awaitReason(server, "the broker failed its self-test, no command leaves");
                assertThat(server.counter("link_commands_handed_over")).isZero();
                assertThat(heard).isEmpty();
                Site.Answer second =
                        server.post(
                                "/api/v1/campaigns",
                                "text/yaml",
                                CAMPAIGN.replace("name: outside", "name: second"));
                assertThat(second.status()).isEqualTo(409);
                assertThat(second.json().toString()).contains("self-test", "the rule: ");
                assertThat(server.program.out() + server.program.err())
                        .contains("could read canarywave/v1/canarywave-probe-b/command")
                        .contains("could say canarywave/v1/canarywave-probe-b/report")
                        .contains("anonymous");
                assertThat(server.run("halt", "outside", "--reason", "open broker").exit())
                        .isZero();
            }
        }
    }

    private Program fleet(int port) {
        return Program.start(
                folder,
                "sim",
                "run",
                "--devices",
                "" + FLEET,
                "--scale",
                "0.1",
                "--broker",
                "localhost:" + port);
    }

    /** As a site engineer does it for many devices at once. */
    private void admitFleet(Site server, MosquittoProcess mosquitto) throws IOException {
        Program.Ended users =
                server.run(
                        "broker",
                        "users",
                        "--for",
                        "mosquitto",
                        "--tokens",
                        "data/demo/sim-devices.csv");
        assertThat(users.exit()).as(users.toString()).isZero();
        assertThat(users.out().lines()).hasSize(FLEET);
        Files.writeString(
                mosquitto.folder().resolve("passwords"), users.out(), StandardOpenOption.APPEND);
        mosquitto.reload();
    }

    private Path access() throws IOException {
        Path file = folder.resolve("access.yaml");
        Files.writeString(
                file,
                """
                subscriber: {user: canarywave-sub, password: a}
                publisher: {user: canarywave-pub, password: b}
                probes: {canarywave-probe-a: c, canarywave-probe-b: d}
                """);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static int apply(Site server) {
        return server.post("/api/v1/campaigns", "text/yaml", CAMPAIGN).status();
    }

    private static String state(Site server) {
        return server.campaign("outside").path("state").asText();
    }

    private static void awaitReason(Site server, String words) {
        await(words)
                .atMost(LIMIT)
                .until(
                        () -> server.campaign("outside").path("reason").asText(),
                        reason -> reason.contains(words));
    }

    private static Mqtt5AsyncClient connected(int port) {
        Mqtt5AsyncClient client =
                Mqtt5Client.builder().serverHost("localhost").serverPort(port).buildAsync();
        client.connect().orTimeout(20, TimeUnit.SECONDS).join();
        return client;
    }

    /** Every command of every device but of the throw-away, as it comes. */
    private static Queue<String> listening(Mqtt5AsyncClient client) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        client.subscribeWith()
                .topicFilter("canarywave/v1/+/command")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(
                        said -> {
                            String topic = said.getTopic().toString();
                            if (!topic.contains("/canarywave-probe-")) heard.add(topic);
                        })
                .send()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        return heard;
    }

    private static void sayBirth(Mqtt5AsyncClient client) {
        client.publishWith()
                .topic("canarywave/v1/dev-1/state")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(
                        """
                        {"protocol":1,"model":"thermostat-esp32","version":"1.0.0","boot":1,\
                        "boot_reason":"power-on","session":"e2e","connect":1,"epoch":0,\
                        "counter":0}"""
                                .getBytes(StandardCharsets.UTF_8))
                .send()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}

package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The server is killed in the middle of a campaign, twice; the fleet lives in a process apart. */
class RestartIT {
    private static final int FLEET = 60;
    private static final String CAMPAIGN = "restart";
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private Path releaseKey = Path.of("unset");

    @Test
    void aRolloutGoesOnAfterTheServerWasKilledTwice() throws Exception {
        releaseKey = ReleaseKey.in(folder);
        Site server = Site.serve(folder, 0, 0, 0, releaseKey);
        try (Program fleet = startFleet(server)) {
            fleet.awaitOutput(FLEET + " devices online");
            start(server);

            awaitConfirmed(server, 2);
            Set<String> canary = wave(server, "canary");
            assertThat(canary).hasSize(10);
            server = killedAndStartedAgain(server);
            assertThat(wave(server, "canary")).as("same canary").isEqualTo(canary);

            awaitConfirmed(server, 16);
            server = killedAndStartedAgain(server);
            awaitConfirmed(server, FLEET);
            await().atMost(LIMIT).until(isDone(server));
            assertThat(wave(server, "canary")).as("same canary").isEqualTo(canary);
            assertThat(server.get("/api/v1/fleet").path("byVersion").toString())
                    .isEqualTo("{\"2.0.0\":" + FLEET + "}");
        } finally {
            server.close();
        }
        eachDeviceInstalledOnce();
    }

    private static Callable<Boolean> isDone(Site server) {
        return () -> server.campaign(CAMPAIGN).path("state").asText().equals("Done");
    }

    private Program startFleet(Site server) {
        return Program.start(
                folder,
                "sim",
                "run",
                "--devices",
                "" + FLEET,
                "--broker",
                "localhost:" + server.mqttPort,
                "--ledger",
                "ledger.jsonl");
    }

    /**
     * Without a soak: for a minute after a restart silence means nothing, and no soak time runs.
     */
    private void start(Site server) throws IOException {
        String[] make = {"sim", "image", "two.bin", "--project", "thermostat-esp32"};
        String[] version = {"--version", "2.0.0", "--size", "256"};
        Program.Ended made =
                server.run(Stream.of(make, version).flatMap(Arrays::stream).toArray(String[]::new));
        assertThat(made.exit()).as(made.toString()).isZero();
        Program.Ended added = server.run("release", "add", "two.bin");
        assertThat(added.exit()).as(added.toString()).isZero();
        String file =
                """
                apiVersion: canarywave/v1
                kind: Campaign
                metadata: {name: restart}
                spec:
                  release: {product: thermostat-esp32, version: "2.0.0"}
                  waves:
                    - {name: canary, upTo: 10, soak: 0s}
                    - {name: all, upTo: 100%}
                  pace: {start: 6000/min}
                """;
        Site.Answer applied = server.post("/api/v1/campaigns", "text/yaml", file);
        assertThat(applied.status()).as(applied.toString()).isEqualTo(201);
    }

    private Site killedAndStartedAgain(Site server) throws IOException {
        assertThat(server.campaign(CAMPAIGN).path("inFlight").intValue())
                .as("killed while devices are between command and outcome")
                .isPositive();
        int operatorPort = server.operatorPort();
        server.close();
        return Site.serve(folder, server.mqttPort, server.devicePort, operatorPort, releaseKey);
    }

    private static void awaitConfirmed(Site server, int devices) {
        await(devices + " devices are confirmed")
                .atMost(LIMIT)
                .until(() -> confirmed(server), confirmed -> confirmed >= devices);
    }

    private static int confirmed(Site server) {
        return server.campaign(CAMPAIGN).at("/states/Confirmed").intValue();
    }

    /** The devices of a wave. */
    private static Set<String> wave(Site server, String wave) {
        Set<String> devices = new TreeSet<>();
        for (JsonNode device : server.devices())
            if (device.at("/attempts/0/wave").asText().equals(wave))
                devices.add(device.path("id").asText());
        return devices;
    }

    /** Asked of the devices' own ledger: the server may have forgotten what it did. */
    private void eachDeviceInstalledOnce() throws IOException {
        Map<String, Integer> installed = new TreeMap<>();
        Map<String, Integer> confirmed = new TreeMap<>();
        Set<String> commands = new TreeSet<>();
        for (String line : lines()) {
            JsonNode note = JSON.readTree(line);
            String device = note.path("device").asText();
            switch (note.path("event").asText()) {
                case "installed" -> {
                    installed.merge(device, 1, Integer::sum);
                    assertThat(commands.add(note.path("command").asText()))
                            .as("command installed twice: " + line)
                            .isTrue();
                }
                case "confirmed" -> confirmed.merge(device, 1, Integer::sum);
                default -> {}
            }
        }
        assertThat(installed).hasSize(FLEET);
        assertThat(installed.values()).as("installs of a device").containsOnly(1);
        assertThat(confirmed).hasSize(FLEET);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("ledger.jsonl"));
    }
}

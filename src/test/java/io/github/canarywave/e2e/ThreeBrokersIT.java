package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.sim.SimImage;
import io.github.canarywave.wire.GoldenFile;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same campaign through each broker ends in the same table, word for word: which device stood
 * in which wave, how its attempt ended, what it runs, and what each wave counted. Devices of MQTT
 * 3.1.1 and 5 stand side by side in it, good ones and bad ones of both.
 */
class ThreeBrokersIT {
    private static final int SIMULATED = 27;
    private static final int FLEET = SIMULATED + Foreign.values().length;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PRODUCT = "thermostat-esp32";
    private static final int IMAGE_BYTES = 256 * 1024;
    private static final String NAME = "three-brokers";
    private static final String CAMPAIGN =
            """
            apiVersion: canarywave/v1
            kind: Campaign
            metadata: {name: three-brokers}
            spec:
              release: {product: thermostat-esp32, version: "2.0.0"}
              order: {seed: "41"}
              waves:
                - {name: canary, upTo: 20%, soak: 1s}
                - {name: half, upTo: 50%, soak: 1s}
                - {name: all, upTo: 100%}
              gates:
                - {metric: failureRate, max: 40%, minSample: 3, action: halt}
            """;

    /** The Linux client, in both versions of MQTT. */
    private enum Foreign {
        LINUX_311("311", false),
        LINUX_311_SICK("311", true),
        LINUX_5("5", false);

        final String mqtt;
        final boolean sick;

        Foreign(String mqtt, boolean sick) {
            this.mqtt = mqtt;
            this.sick = sick;
        }

        LinuxMachine on(LinuxFactory factory) throws IOException {
            LinuxMachine machine = factory.make(name().toLowerCase(Locale.ROOT));
            if (sick) Files.createFile(machine.folder.resolve("sick"));
            return machine.with("mqtt", mqtt).on();
        }
    }

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void theSameCampaignEndsTheSame(Place.Broker broker) throws Exception {
        try (Place place = Place.start(broker, folder);
                Program fleet = fleet(place);
                LinuxMachine first = Foreign.LINUX_311.on(linux(place));
                LinuxMachine second = Foreign.LINUX_311_SICK.on(linux(place));
                LinuxMachine third = Foreign.LINUX_5.on(linux(place))) {
            release(place.site);
            await().atMost(LIMIT).until(() -> place.site.devices().size() == FLEET);
            place.admitFleet();
            fleet.awaitOutput(SIMULATED + " devices online");
            awaitBirths(place.site);
            Site.Answer applied = place.site.post("/api/v1/campaigns", "text/yaml", CAMPAIGN);
            assertThat(applied.status()).as(applied.toString()).isEqualTo(201);
            awaitDone(place.site);
            for (LinuxMachine machine : List.of(first, second, third))
                machine.awaitState("held=''");
            GoldenFile.check("e2e/three-brokers.txt", table(place.site));
        }
    }

    private LinuxFactory linux(Place place) {
        return new LinuxFactory(place, folder, PRODUCT);
    }

    /** The new firmware fails on some of the simulated devices: the seed tells on which. */
    private Program fleet(Place place) {
        String[] arguments = {
            "sim",
            "run",
            "--devices",
            "" + SIMULATED,
            "--seed",
            "7",
            "--fail",
            "2.0.0=0.1",
            "--scale",
            "0.1",
            "--broker",
            "localhost:" + place.brokerPort()
        };
        return Program.start(folder, arguments);
    }

    private void release(Site site) throws IOException {
        Files.write(folder.resolve("two.bin"), SimImage.esp32(PRODUCT, "2.0.0", 0, IMAGE_BYTES, 1));
        Program.Ended added = site.run("release", "add", "two.bin");
        assertThat(added.exit()).as(added.toString()).isZero();
    }

    /** A device that was never heard of would be another stratum. */
    private static void awaitBirths(Site site) {
        await("all are born")
                .atMost(LIMIT)
                .until(() -> site.devices().stream().allMatch(one -> one.hasNonNull("version")));
    }

    private static void awaitDone(Site site) {
        await("the campaign is done")
                .atMost(LIMIT)
                .until(() -> site.campaign(NAME), campaign -> !runs(campaign));
    }

    private static boolean runs(JsonNode campaign) {
        return List.of("Preparing", "Running").contains(campaign.path("state").asText());
    }

    private static String table(Site site) {
        StringBuilder text = new StringBuilder();
        JsonNode campaign = site.campaign(NAME);
        text.append(NAME + ": " + campaign.path("state").asText() + "\n");
        for (JsonNode wave : campaign.path("waves"))
            text.append(
                    "wave %s: %s, %d devices, %d ok, %d failed\n"
                            .formatted(
                                    wave.path("name").asText(),
                                    wave.path("state").asText(),
                                    wave.path("devices").intValue(),
                                    wave.path("ok").intValue(),
                                    wave.path("failed").intValue()));
        for (JsonNode device : site.devices()) text.append(row(device)).append('\n');
        return text.toString();
    }

    private static String row(JsonNode device) {
        List<String> cells = new ArrayList<>(List.of(device.path("id").asText()));
        for (JsonNode attempt : device.path("attempts")) {
            cells.add(attempt.path("wave").asText());
            cells.add("attempt " + attempt.path("number").asText());
            cells.add(
                    (attempt.path("state").asText() + " " + attempt.path("code").asText()).strip());
        }
        cells.add("runs " + device.path("version").asText());
        return String.join(" | ", cells);
    }
}

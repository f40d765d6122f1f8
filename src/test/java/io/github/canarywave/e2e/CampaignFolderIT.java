package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The examples of {@code campaigns/} against a fleet: each is applied and does what it tells. */
class CampaignFolderIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int DEVICES = 12;

    @TempDir Path folder;

    @Test
    void eachExampleDoesWhatItTells() throws Exception {
        try (Site site = Site.up(folder, DEVICES, "--scale", "0.1")) {
            for (String version : List.of("1.1.0", "1.1.1"))
                said(site, 0, "release", "add", "data/demo/thermostat-" + version + ".bin");
            oneDevice(site);
            atNight(site);
            canaryFirst(site);
            backAgain(site);
        }
    }

    private void oneDevice(Site site) throws Exception {
        said(site, 0, "apply", DemoCampaign.ONE_DEVICE.in(folder), "--yes");
        said(site, 0, "watch", DemoCampaign.ONE_DEVICE.campaign, "--timeout", "90s");
        assertThat(running(site, "1.1.1")).containsExactly("sim-0001");
        assertThat(running(site, "1.0.0")).hasSize(DEVICES - 1);
    }

    /** It is noon where these devices hang, wherever the test runs. */
    private void atNight(Site site) throws Exception {
        String zone = noonNow();
        for (JsonNode device : site.devices())
            assertThat(
                            site.post(
                                            "/api/v1/devices/"
                                                    + device.path("id").asText()
                                                    + ":label",
                                            "application/json",
                                            "{\"set\":{\"tz\":\"" + zone + "\"}}")
                                    .status())
                    .isEqualTo(200);
        said(site, 0, "apply", DemoCampaign.NIGHT_WINDOW.in(folder), "--yes");
        String name = DemoCampaign.NIGHT_WINDOW.campaign;
        await("it says what it waits for")
                .atMost(LIMIT)
                .until(() -> said(site, 0, "campaign", "explain", name).contains("window opens"));
        assertThat(said(site, 0, "device", "explain", "sim-0005"))
                .contains(name + ": Not commanded yet")
                .contains("T01:00 in " + zone);
        assertThat(site.campaign(name).path("states").toString())
                .isEqualTo("{\"Queued\":" + (DEVICES - 1) + "}");
        said(site, 0, "abort", name, "--reason", "seen enough", "--yes");
    }

    private static String noonNow() {
        int hours = 12 - LocalTime.now(ZoneOffset.UTC).getHour();
        // In these names of zones the sign is the other way round.
        return "Etc/GMT" + (hours > 0 ? "-" + hours : "+" + -hours);
    }

    private void canaryFirst(Site site) throws Exception {
        said(site, 0, "apply", DemoCampaign.CANARY_WAVES.in(folder), "--yes");
        String name = DemoCampaign.CANARY_WAVES.campaign;
        await("its first wave soaks")
                .atMost(LIMIT)
                .until(() -> site.campaign(name).at("/states/Confirmed").intValue() == 5);
        assertThat(site.campaign(name).path("states").toString())
                .contains("\"Queued\":" + (DEVICES - 1 - 5));
        assertThat(running(site, "1.1.1")).hasSize(1 + 5);
    }

    /** The devices that got the release, and only they, while the campaign that brings it ends. */
    private void backAgain(Site site) throws Exception {
        List<String> before = running(site, "1.1.1");
        said(site, 0, "apply", DemoCampaign.ROLLBACK.in(folder), "--yes");
        String name = DemoCampaign.ROLLBACK.campaign;
        await("its canary is back").atMost(LIMIT).until(() -> !running(site, "1.1.0").isEmpty());
        assertThat(site.campaign(DemoCampaign.CANARY_WAVES.campaign).path("state").asText())
                .isEqualTo("Aborted");
        assertThat(site.campaign(name).path("cohort").intValue()).isEqualTo(before.size());
        assertThat(before).containsAll(running(site, "1.1.0"));
    }

    private static List<String> running(Site site, String version) {
        return new ArrayList<>(
                site.devices().stream()
                        .filter(d -> d.path("version").asText().equals(version))
                        .map(d -> d.path("id").asText())
                        .toList());
    }

    private static String said(Site site, int exit, String... arguments) {
        Program.Ended ended = site.run(arguments);
        assertThat(ended.exit())
                .as(String.join(" ", arguments) + "\n" + ended.out() + ended.err())
                .isEqualTo(exit);
        return ended.out();
    }
}

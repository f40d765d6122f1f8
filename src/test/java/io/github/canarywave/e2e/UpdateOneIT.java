package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** One device is updated, and campaigns are stopped and let go on, by command. */
class UpdateOneIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SMALLEST = DemoCampaign.SMALLEST.campaign;

    @TempDir Path folder;

    @Test
    void aPersonUpdatesOneDeviceAndStopsCampaigns() throws Exception {
        try (Site site = Site.up(folder, 12, "--scale", "0.2")) {
            for (String version : new String[] {"1.1.0", "1.1.1"})
                said(site, 0, "release", "add", "data/demo/thermostat-" + version + ".bin");
            updatesOneDeviceOnly(site);
            stopsAndGoesOn(site);
            whatIsNotThereOrOverIsFive(site);
        }
    }

    private void updatesOneDeviceOnly(Site site) {
        String name = said(site, 0, "update", "sim-0003", "--to", "1.1.0", "-o", "name").strip();
        said(site, 0, "watch", name, "--timeout", "60s");
        assertThat(byVersion(site)).isEqualTo("{\"1.0.0\":11,\"1.1.0\":1}");
        assertThat(site.get("/api/v1/devices/sim-0003").path("version").asText())
                .isEqualTo("1.1.0");
        assertThat(said(site, 0, "device", "explain", "sim-0003"))
                .contains(name + ": It is Confirmed");
        assertThat(said(site, 0, "device", "explain", "sim-0004"))
                .contains(name + ": Not in the cohort");
        assertThat(said(site, 0, "device", "history", "sim-0003"))
                .contains(name + " attempt 1")
                .contains("commanded", "confirmed");
        said(site, 5, "update", "sim-0003", "--to", "7.7.7");
        said(site, 5, "update", "nobody", "--to", "1.1.0");
        said(site, 2, "update", "sim-0003");
    }

    private void stopsAndGoesOn(Site site) throws Exception {
        said(site, 0, "apply", DemoCampaign.SMALLEST.in(folder), "--yes");
        await("its canary soaks").atMost(LIMIT).until(() -> confirmed(site) == 5);
        assertThat(said(site, 0, "pause", SMALLEST)).contains(SMALLEST + " is Paused");
        said(site, 5, "pause", SMALLEST);
        said(site, 2, "resume", SMALLEST);
        assertThat(said(site, 0, "resume", SMALLEST, "--reason", "site is back"))
                .contains(SMALLEST + " is Running");
        said(site, 2, "halt", SMALLEST);
        assertThat(said(site, 0, "halt", SMALLEST, "--reason", "sensors drift"))
                .contains(SMALLEST + " halted", "0 withdrawn", "7 untouched");
        said(site, 3, "watch", SMALLEST, "--timeout", "60s");
        assertThat(site.campaign(SMALLEST).path("byGate").booleanValue()).isFalse();
        assertThat(said(site, 0, "device", "explain", untouched(site)))
                .contains(SMALLEST + ": Not commanded yet")
                .contains("rollout is Halted");
        said(site, 0, "resume", SMALLEST, "--reason", "false alarm");
        said(site, 2, "abort", SMALLEST, "--reason", "superseded");
        said(site, 0, "abort", SMALLEST, "--reason", "superseded", "--yes");
        said(site, 3, "watch", SMALLEST, "--timeout", "60s");
        said(site, 5, "resume", SMALLEST, "--reason", "too late");
        assertThat(confirmed(site)).as("nobody was commanded after the pause").isEqualTo(5);
        assertThat(site.campaign(SMALLEST).path("events"))
                .extracting(event -> event.path("what").asText())
                .containsSubsequence("aborted", "resumed", "halted", "resumed", "paused");
    }

    private void whatIsNotThereOrOverIsFive(Site site) throws Exception {
        for (String verb : new String[] {"halt", "pause", "resume"})
            said(site, 5, verb, "no-such-campaign", "--reason", "test");
        said(site, 5, "watch", "no-such-campaign");
        said(site, 5, "device", "explain", "nobody");
        said(site, 5, "apply", DemoCampaign.SMALLEST.in(folder), "--yes");
        said(site, 4, "campaign", "list", "--token", "wrong");
        said(site, 1, "campaign", "list", "--server", "https://localhost:1");
    }

    private static String said(Site site, int exit, String... arguments) {
        Program.Ended ended = site.run(arguments);
        assertThat(ended.exit())
                .as(String.join(" ", arguments) + "\n" + ended.out() + ended.err())
                .isEqualTo(exit);
        if (exit != 0 && exit != 3) assertThat(ended.err()).as("it says why").isNotBlank();
        return ended.out();
    }

    private static String byVersion(Site site) {
        return site.get("/api/v1/fleet").path("byVersion").toString();
    }

    private static int confirmed(Site site) {
        return site.campaign(SMALLEST).at("/states/Confirmed").intValue();
    }

    private static String untouched(Site site) {
        for (JsonNode device : site.devices())
            for (JsonNode attempt : device.path("attempts"))
                if (attempt.path("campaign").asText().equals(SMALLEST)
                        && attempt.path("state").asText().equals("Queued"))
                    return device.path("id").asText();
        throw new AssertionError("every device was touched");
    }
}

package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.wire.GoldenFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The first five minutes with the program, as the README shows them. */
class TranscriptIT {
    /** All devices of a wave are commanded within seconds, so the soak times of the files rule. */
    private static final String SCALE = "0.1";

    @TempDir Path folder;

    private final StringBuilder transcript = new StringBuilder();

    @Test
    void badFirmwareIsHaltedInTheCanaryAndTheFixReachesEveryDevice() throws Exception {
        try (Site site =
                Site.up(folder, 500, "--seed", "7", "--fail", "1.1.0=0.15", "--scale", SCALE)) {
            transcript
                    .append("$ canarywave up --devices 500 --seed 7 --fail 1.1.0=0.15\n")
                    .append(site.program.out())
                    .append("\n");
            String first = DemoCampaign.FIRST.in(folder);
            String second = DemoCampaign.SECOND.in(folder);

            say(site, 0, "release", "add", "data/demo/thermostat-1.1.0.bin");
            say(site, 0, "plan", first);
            assertThat(site.devices())
                    .as("a plan changes nothing")
                    .allMatch(d -> d.path("attempts").isEmpty());
            say(site, 0, "apply", first, "--yes");
            say(site, 3, "watch", DemoCampaign.FIRST.campaign);

            Map<String, Instant> commanded = assertHaltedInTheCanary(site);
            long handedOver = site.counter("link_commands_handed_over");
            String failed = failedDevice(site);
            String history = say(site, 0, "device", "history", failed);
            assertThat(history).contains("rolled back").contains("health-check");
            say(site, 0, "explain", "health-check");
            assertThat(site.counter("link_commands_handed_over")).isEqualTo(handedOver);

            say(site, 0, "release", "add", "data/demo/thermostat-1.1.1.bin");
            say(site, 0, "apply", second, "--yes");
            say(site, 0, "watch", DemoCampaign.SECOND.campaign);
            assertEverybodyRunsTheFix(site);
            assertThat(commandedBy(site, DemoCampaign.FIRST))
                    .as("commanded by the halted campaign")
                    .isEqualTo(commanded);
        }
        GoldenFile.check("e2e/transcript.txt", Normal.of(transcript.toString()));
    }

    private String say(Site site, int exit, String... arguments) {
        Program.Ended ended = site.run(arguments);
        transcript.append("$ canarywave ").append(String.join(" ", arguments)).append("\n");
        transcript.append(ended.err()).append(ended.out());
        transcript.append("exit code ").append(ended.exit()).append("\n\n");
        assertThat(ended.exit()).as(Arrays.toString(arguments) + ended).isEqualTo(exit);
        return ended.out();
    }

    private static Map<String, Instant> assertHaltedInTheCanary(Site site) {
        JsonNode status = site.campaign(DemoCampaign.FIRST.campaign);
        assertThat(status.path("state").asText()).isEqualTo("Halted");
        assertThat(status.path("byGate").booleanValue()).isTrue();
        assertThat(status.path("reason").asText())
                .containsPattern(
                        "wave canary: failureRate \\d+\\.\\d\\d% > 5% \\(\\d+ of n \\d+, 95% bound"
                                + " \\d+\\.\\d\\d%\\)");
        assertThat(status.path("waves"))
                .extracting(wave -> wave.path("name").asText() + " " + wave.path("state").asText())
                .containsExactly("lab passed", "canary halted", "half waiting", "all waiting");
        Instant halted = at(status.path("events"), "halted");
        Map<String, Instant> commanded = commandedBy(site, DemoCampaign.FIRST);
        assertThat(commanded.values())
                .as("no command after the halt")
                .noneMatch(at -> at.isAfter(halted));
        JsonNode states = status.path("states");
        assertThat(commanded.size() + states.path("Queued").intValue()).isEqualTo(500);
        assertThat(commanded).hasSizeBetween(5 + 20, 50);
        return commanded;
    }

    private static Instant at(JsonNode events, String what) {
        for (JsonNode event : events)
            if (event.path("what").asText().equals(what))
                return Instant.parse(event.path("at").asText());
        throw new AssertionError("no event " + what + " in " + events);
    }

    /** When each device was commanded by a campaign, asked of the devices' own histories. */
    private static Map<String, Instant> commandedBy(Site site, DemoCampaign campaign) {
        Map<String, Instant> commanded = new TreeMap<>();
        for (JsonNode device : site.devices()) {
            String id = device.path("id").asText();
            for (JsonNode fact : site.history(id))
                if (fact.path("campaign").asText().equals(campaign.campaign)
                        && fact.path("what").asText().equals("Commanded"))
                    commanded.merge(
                            id,
                            Instant.parse(fact.path("at").asText()),
                            (a, b) -> a.isAfter(b) ? a : b);
        }
        return commanded;
    }

    private static String failedDevice(Site site) {
        return site.devices().stream()
                .filter(d -> d.at("/attempts/0/code").asText().equals("health-check"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
    }

    private static void assertEverybodyRunsTheFix(Site site) {
        JsonNode fleet = site.get("/api/v1/fleet");
        assertThat(fleet.path("registered").intValue()).isEqualTo(500);
        assertThat(fleet.path("byVersion").toString()).isEqualTo("{\"1.1.1\":500}");
        JsonNode status = site.campaign(DemoCampaign.SECOND.campaign);
        assertThat(status.path("state").asText()).isEqualTo("Done");
        assertThat(status.path("states").toString()).isEqualTo("{\"Confirmed\":500}");
    }

    @Test
    void everyFileOfTheFolderIsAppliedByATest() throws IOException {
        try (var files = Files.list(DemoCampaign.FOLDER)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .as("each file of campaigns/ has a test")
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(DemoCampaign.values()).map(c -> c.file).toList());
        }
        String tests = textOfTests();
        for (DemoCampaign campaign : DemoCampaign.values())
            assertThat(tests.contains("DemoCampaign." + campaign.name() + ".in("))
                    .as("%s is applied by an integration test", campaign.file)
                    .isTrue();
    }

    private static String textOfTests() throws IOException {
        Path here = Path.of("src/test/java/io/github/canarywave/e2e");
        List<Path> tests;
        try (var files = Files.list(here)) {
            tests = files.filter(f -> f.toString().endsWith("IT.java")).toList();
        }
        StringBuilder text = new StringBuilder();
        for (Path test : tests) text.append(Files.readString(test));
        return text.toString();
    }

    /** A transcript without what differs from run to run. */
    private static final class Normal {
        private static final List<String> DROPPED =
                List.of(
                        // Counts on the way, told twice a second at most: which ones is chance.
                        "HH:MM:SS campaign ",
                        "HH:MM:SS gate .* (waiting|passing): ",
                        "HH:MM:SS wave .* running: ",
                        // Paths of a history: which steps are told one by one is chance too.
                        "  HH:MM:SS (?!.*rolled back)");

        static String of(String text) {
            String normal =
                    text.replaceAll("\\d\\d:\\d\\d:\\d\\d", "HH:MM:SS")
                            .replaceAll("\\d{4}-\\d\\d-\\d\\d", "YYYY-MM-DD")
                            .replaceAll("localhost:\\d+", "localhost:PORT")
                            .replaceAll("/login/[\\w-]+", "/login/TICKET")
                            .replaceAll("rel-[0-9a-f]{8}", "rel-KEY")
                            .replaceAll("sha256:[0-9a-f]{12}…", "sha256:DIGEST…")
                            .replaceAll("online in [0-9.]+ s", "online in N s")
                            .replaceAll("at most \\d{3} of 1000 bytes", "at most N of 1000 bytes")
                            .replaceAll("--plan [0-9a-f]{16}", "--plan ID")
                            .replaceAll("device history sim-\\d{4}", "device history SIM")
                            .replaceAll("\\d+\\.\\d\\d% > 5%", "P% > 5%")
                            .replaceAll(
                                    "\\d+ of n \\d+, 95% bound \\d+\\.\\d\\d%",
                                    "F of n N, 95% bound P%")
                            .replaceAll(
                                    "halted: \\d+ of 45 ok, \\d+ failed, \\d+ running",
                                    "halted: N of 45 ok, F failed, R running")
                            .replaceAll(" · \\d+ withdrawn", "")
                            .replaceAll(
                                    "\\d+ on 1.1.0 · \\d+ rolled back · \\d+ untouched",
                                    "N on 1.1.0 · F rolled back · U untouched")
                            .replaceAll("health-check \\d+", "health-check F")
                            .replaceAll("4 waves, [\\w ]+", "4 waves, DURATION")
                            .replaceAll("(started: [\\w. -]+?) to \\d+ devices in 4 waves", "$1")
                            // The birth tells it first, the report again with its words.
                            .replaceAll(
                                    "(?m)(^.*rolled back health-check.*\n)+",
                                    "  … HH:MM:SS rolled back health-check\n");
            return normal.lines()
                    .filter(line -> DROPPED.stream().noneMatch(d -> line.matches(d + ".*")))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }
}

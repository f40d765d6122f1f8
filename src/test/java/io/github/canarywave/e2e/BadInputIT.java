package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What strangers and broken devices say, and what of it counts: nothing. */
class BadInputIT {
    private static final int FLEET = 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Files that are wrong in 15 different ways; what is told of them is held elsewhere. */
    private static final List<String> CAMPAIGNS =
            List.of(
                    "six-mistakes",
                    "ux-trust-root",
                    "unquoted-version",
                    "waves-not-rising",
                    "last-wave-not-whole",
                    "duplicate-field",
                    "empty",
                    "tab",
                    "too-deep",
                    "syntax-open-bracket",
                    "wrong-types",
                    "wrong-header",
                    "release-and-config",
                    "too-many-waves",
                    "not-a-mapping");

    private static final Path CAMPAIGN_FILES = Path.of("src/test/resources/golden/campaign");

    @TempDir static Path folder;
    private static Site site;

    @BeforeAll
    static void start() throws IOException {
        site = Site.up(folder, FLEET, "--scale", "0.05");
        assertThat(site.run("release", "add", "data/demo/thermostat-1.1.0.bin").exit()).isZero();
    }

    /** Whatever a test did: the fleet is there, nobody was commanded, nothing broke. */
    @AfterEach
    void nothingOfItCounts() {
        assertThat(site.get("/api/v1/fleet").at("/byVersion/1.0.0").intValue()).isEqualTo(FLEET);
        assertThat(site.program.err()).doesNotContain("ERROR", "Exception");
    }

    /** The server still works after all tests. */
    @AfterAll
    static void afterAllOfItACampaignReachesTheFleet() throws IOException {
        try (Site running = site) {
            StringBuilder devices = new StringBuilder();
            IntStream.rangeClosed(1, FLEET).forEach(i -> devices.append("sim-%04d,".formatted(i)));
            Files.writeString(
                    folder.resolve("fleet.yaml"),
                    """
                    apiVersion: canarywave/v1
                    kind: Campaign
                    metadata: {name: fleet}
                    spec:
                      release: {product: thermostat-esp32, version: "1.1.0"}
                      cohort: {devices: [%s]}
                      waves: [{name: first, upTo: 5, soak: 1s}, {name: all, upTo: 100%%}]
                    """
                            .formatted(devices));
            Program.Ended applied = running.run("apply", "fleet.yaml", "--yes");
            assertThat(applied.exit()).as(applied.toString()).isZero();
            Program.Ended watched = running.run("watch", "fleet", "--timeout", "60s");
            assertThat(watched.exit()).as(watched.toString()).isZero();
            assertThat(running.campaign("fleet").path("states").toString())
                    .isEqualTo("{\"Confirmed\":20}");
        }
    }

    @Test
    void turnsAwayWhoHasNoTokenOrNotTheRightOne() {
        String token = site.register("door");
        Map<String, Long> before = counters();
        assertRefused(publish("nobody", "nobody", token, "state"));
        assertRefused(publish("door", "door", token.substring(1) + "A", "state"));
        assertRefused(publish("door", "door", "", "state"));
        assertRefused(publish("door", "sim-0001", token, "state"));
        assertRefused(publish("door", "", "", "state"));
        assertRefused(publish("canarywave-pub", "canarywave-server", token, "state"));
        assertRefused(publish("canarywave-pub", "door", token, "state"));
        Map<String, Long> more = grown(before);
        assertThat(sum(more, "broker_refused_")).as(more.toString()).isEqualTo(7);
        assertThat(more)
                .containsEntry("broker_refused_server_id", 2L)
                .containsEntry("broker_refused_id_mismatch", 1L);
        assertThat(sum(more, "link_received_")).as("nothing was heard: " + more).isZero();
        assertUnheard("door");
    }

    private static void assertRefused(Tool tool) {
        assertThat(tool.exit()).as(tool.output()).isNotZero();
        assertThat(tool.output()).contains("Connection error: ");
    }

    @Test
    void aDeviceSpeaksAndHearsOnlyForItself() {
        String token = site.register("dev-a");
        site.register("dev-b");
        Map<String, Long> before = counters();
        List<String> forbidden =
                List.of(
                        "canarywave/v1/dev-b/report",
                        "canarywave/v1/dev-b/state",
                        "canarywave/v1/dev-b/online",
                        "canarywave/v1/dev-b/command",
                        "canarywave/v1/dev-a/command",
                        "canarywave/v1/dev-a/ack",
                        "canarywave/v1/dev-a/report/x",
                        "canarywave/v2/dev-a/report",
                        "elsewhere");
        for (String topic : forbidden) {
            Tool tool = publishTo("dev-a", "dev-a", token, topic, "5");
            assertThat(tool.output()).as(topic).containsIgnoringCase("not authorized");
        }
        publishTo("dev-a", "dev-a", token, "canarywave/v1/dev-b/state", "311");
        assertThat(counters().get("broker_refused_publish_topic")).isEqualTo(10L);

        List<String> others =
                List.of(
                        "#",
                        "canarywave/#",
                        "canarywave/v1/+/command",
                        "canarywave/v1/dev-b/command",
                        "canarywave/v1/dev-b/ack",
                        "canarywave/v1/dev-b/state",
                        "canarywave/v1/dev-a/report",
                        "$share/g/canarywave/v1/dev-a/command",
                        "$SYS/#");
        for (String filter : others) {
            Tool tool = mosquitto("mosquitto_sub", "dev-a", "dev-a", token, "-t", filter);
            assertThat(tool.output()).as(filter).contains("denied");
        }
        Map<String, Long> more = grown(before);
        assertThat(more.get("broker_refused_subscribe")).isEqualTo(others.size());
        assertThat(sum(more, "link_received_")).as("nothing was heard: " + more).isZero();
        assertUnheard("dev-b");
    }

    @Test
    void nonsenseOnEachTopicIsCountedAndForgotten() {
        Map<String, byte[]> nonsense = nonsense();
        List<String> kinds = List.of("report", "state", "online");
        try (WireDevice device = new WireDevice(site, "babbler", site.register("babbler"))) {
            Map<String, Long> before = counters();
            for (String kind : kinds)
                nonsense.forEach(
                        (what, bytes) ->
                                assertThat(device.say(kind, bytes, false))
                                        .as(kind + " " + what)
                                        .isTrue());
            long said = (long) nonsense.size() * kinds.size();
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(grown(before).get("messages_unreadable"))
                                            .isEqualTo(said));
            Map<String, Long> more = grown(before);
            assertThat(sum(more, "link_rejected_")).as(more.toString()).isEqualTo(said);
            assertThat(more)
                    .containsEntry("link_received_report", (long) nonsense.size())
                    .containsEntry("link_received_state", (long) nonsense.size())
                    .containsEntry("link_received_online", (long) nonsense.size())
                    .containsEntry("link_rejected_empty", 3L)
                    .containsEntry("link_rejected_too_large", 8L)
                    .containsEntry("link_rejected_not_utf8", 9L)
                    .containsKeys("link_rejected_not_json", "link_rejected_wrong_type")
                    .containsKeys("link_rejected_missing_field")
                    .doesNotContainKeys("link_rejected_our_fault", "reports_new", "births");
            assertThat(more.get("link_stored")).as("each was acknowledged").isEqualTo(said);
        }
        JsonNode device = site.get("/api/v1/devices/babbler");
        assertThat(device.has("version")).as(device.toString()).isFalse();
        assertThat(site.history("babbler")).isEmpty();
    }

    /** Bytes that no kind of message may be, by what is wrong with them. */
    private static Map<String, byte[]> nonsense() {
        Map<String, byte[]> all = new TreeMap<>();
        all.put("nothing", new byte[0]);
        all.put("random bytes", bytes(0xFF, 0xFE, 0x00, 0x80, 0xC3, 0x28));
        all.put("latin-1", bytes('{', '"', 0xE4, '"', ':', '1', '}'));
        all.put("overlong", bytes('{', '"', 0xC0, 0xAF, '"', ':', '1', '}'));
        all.put("words", text("hello"));
        all.put("zeros", new byte[16]);
        all.put("half an object", text("{\"session\":\"k3Zq9w\",\"seq\":3,"));
        all.put("two objects", text("{\"session\":\"a\"}{\"session\":\"b\"}"));
        all.put("list", text("[1,2,3]"));
        all.put("number", text("1e999"));
        all.put("deep", text("[".repeat(900)));
        all.put("deep object", text("{\"a\":".repeat(180) + "1" + "}".repeat(180)));
        all.put("empty object", text("{}"));
        all.put("large", text("{\"session\":\"" + "x".repeat(3_000) + "\"}"));
        all.put(
                "wrong types",
                text(
                        """
                        {"session":7,"seq":"3","id":{},"state":[],"protocol":"1","online":"yes",\
                        "connect":true,"model":1,"version":2}"""));
        all.put("huge number", text("{\"session\":\"a\",\"seq\":99999999999999999999}"));
        return all;
    }

    @Test
    void aPacketAboveTheLimitEndsTheConnectionAndNothingElse() {
        try (WireDevice device = new WireDevice(site, "shouter", site.register("shouter"))) {
            Map<String, Long> before = counters();
            assertThat(device.say("report", new byte[8_192], false)).isFalse();
            assertThat(sum(grown(before), "link_received_")).isZero();
        }
        assertUnheard("shouter");
    }

    @Test
    void aReportCountsOnlyForTheDeviceThatWasCommanded() {
        try (WireDevice right = new WireDevice(site, "right", site.register("right"));
                WireDevice wrong = new WireDevice(site, "wrong", site.register("wrong"))) {
            right.birth("0.9.0");
            Program.Ended update = site.run("update", "right", "--to", "1.1.0", "-o", "name");
            assertThat(update.exit()).as(update.toString()).isZero();
            String campaign = update.out().strip();
            String id = right.awaitCommand().json().path("id").asText();

            Map<String, Long> before = counters();
            wrong.say("report", report(1, id, "failed\",\"code\":\"flash-write"));
            wrong.say("report", report(2, id, "confirmed"));
            wrong.say("report", report(3, "01KAG3M8Q7ZC4T9V2XW5YJ6R8B", "confirmed"));
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(grown(before))
                                            .containsEntry("reports_of_unknown_command", 3L));
            assertThat(site.campaign(campaign).path("states").toString())
                    .isEqualTo("{\"Commanded\":1}");

            assertThat(right.say("report", report(1, id, "confirmed"))).isTrue();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(grown(before)).containsKey("births_asked_for"));
            assertThat(site.campaign(campaign).path("states").has("Confirmed"))
                    .as("it says confirmed, and its birth runs the old image")
                    .isFalse();
            assertThat(right.say("report", text(report(1, id, "confirmed")), true))
                    .as("nobody may leave a report behind")
                    .isFalse();
            assertThat(grown(before)).containsEntry("broker_refused_publish_retain", 1L);
            assertThat(site.campaign(campaign).path("failures")).isEmpty();
            assertThat(site.run("abort", campaign, "--reason", "test", "--yes").exit()).isZero();
        }
    }

    private static String report(int seq, String id, String state) {
        return "{\"session\":\"e2e\",\"seq\":%d,\"id\":\"%s\",\"state\":\"%s\"}"
                .formatted(seq, id, state);
    }

    @Test
    void refusesWrongCampaignFilesWithEveryProblem() throws IOException {
        List<String> command = new ArrayList<>(List.of("campaign", "validate"));
        StringBuilder expected = new StringBuilder();
        for (String name : CAMPAIGNS) {
            Path file = CAMPAIGN_FILES.resolve(name + ".yaml");
            Files.createDirectories(folder.resolve("campaigns"));
            Files.copy(file, folder.resolve("campaigns").resolve(name + ".yaml"));
            command.add("campaigns/" + name + ".yaml");
            String rendered = Files.readString(CAMPAIGN_FILES.resolve(name + ".txt"));
            expected.append(rendered, 0, rendered.strip().lastIndexOf('\n') + 1);
            assertInvalid(name, Files.readAllBytes(file), rendered);
        }
        Program.Ended validated = site.run(command.toArray(String[]::new));
        assertThat(validated.exit()).isEqualTo(2);
        assertThat(validated.err()).startsWith(expected.toString());
        Program.Ended applied = site.run("apply", "campaigns/six-mistakes.yaml", "--yes");
        assertThat(applied.exit()).isEqualTo(2);
        assertThat(applied.err()).contains("campaigns/six-mistakes.yaml:8:5: error: unknown field");
    }

    /** The API tells each problem in a line of its own. */
    private static void assertInvalid(String name, byte[] file, String rendered) {
        for (String call : List.of("campaigns", "plans")) {
            Site.Answer answer =
                    site.post(
                            "/api/v1/" + call + "?file=campaigns/" + name + ".yaml",
                            "text/yaml",
                            file);
            assertThat(answer.status()).as(name + answer.json()).isEqualTo(422);
            List<String> places =
                    rendered.lines()
                            .filter(line -> line.contains(": error: "))
                            .map(line -> line.substring(0, line.indexOf(" error: ")))
                            .toList();
            assertThat(answer.json().path("errors")).as(name).hasSameSizeAs(places);
            for (int i = 0; i < places.size(); i++)
                assertThat(answer.json().path("errors").path(i).asText())
                        .startsWith(places.get(i))
                        .doesNotContain("\n");
        }
    }

    @Test
    void refusesDamagedImagesBeforeAnythingIsStored() throws IOException {
        String releases = site.get("/api/v1/releases").toString();
        Map<String, byte[]> damaged = damagedImages();
        Map<String, Program> running = new TreeMap<>();
        for (Map.Entry<String, byte[]> image : damaged.entrySet()) {
            Files.write(folder.resolve(image.getKey() + ".bin"), image.getValue());
            running.put(
                    image.getKey(),
                    Program.start(folder, "release", "add", image.getKey() + ".bin"));
        }
        running.forEach(
                (code, program) -> {
                    Program.Ended ended = program.end(Duration.ofSeconds(60));
                    assertThat(ended.exit()).as(code + ended).isEqualTo(2);
                    String word = code.replaceAll("-[0-9]$", "");
                    assertThat(ended.err()).contains(code + ".bin").contains(word + ": ");
                    assertThat(ended.out()).isEmpty();
                });
        assertThat(site.get("/api/v1/releases").toString()).isEqualTo(releases);
        try (var files = Files.walk(folder.resolve("data/artifacts"))) {
            assertThat(files.filter(Files::isRegularFile)).as("stored files").hasSize(1);
        }
    }

    /** A whole image damaged in ten ways, by the code that tells which. */
    private static Map<String, byte[]> damagedImages() throws IOException {
        Program.Ended made =
                site.run(
                        "sim",
                        "image",
                        "whole.bin",
                        "--project",
                        "thermostat-esp32",
                        "--version",
                        "9.9.9",
                        "--size",
                        "64");
        assertThat(made.exit()).as(made.toString()).isZero();
        byte[] whole = Files.readAllBytes(folder.resolve("whole.bin"));
        int size = whole.length;
        Map<String, byte[]> damaged = new TreeMap<>();
        damaged.put("empty-file", new byte[0]);
        damaged.put("bad-magic", with(whole, 0, 0x7F));
        damaged.put("truncated-1", Arrays.copyOf(whole, 10));
        damaged.put("truncated-2", Arrays.copyOf(whole, size - 20));
        damaged.put("segment-count", with(whole, 1, 0));
        damaged.put("unknown-chip", with(whole, 12, 0xEE));
        damaged.put("hash-flag", with(whole, 23, 7));
        damaged.put("segment-beyond-file", with(whole, 31, 0x7F));
        damaged.put("checksum", with(whole, size - 33, whole[size - 33] ^ 1));
        damaged.put("digest-mismatch", with(whole, size - 1, whole[size - 1] ^ 1));
        return damaged;
    }

    private static byte[] with(byte[] image, int offset, int value) {
        byte[] damaged = image.clone();
        damaged[offset] = (byte) value;
        return damaged;
    }

    private static void assertUnheard(String device) {
        JsonNode json = site.get("/api/v1/devices/" + device);
        assertThat(json.path("online").booleanValue()).as(json.toString()).isFalse();
        assertThat(json.has("lastHeard")).as(json.toString()).isFalse();
    }

    private static Tool publish(String client, String user, String token, String kind) {
        return publishTo(client, user, token, "canarywave/v1/" + client + "/" + kind, "5");
    }

    private static Tool publishTo(
            String client, String user, String token, String topic, String version) {
        return mosquitto(
                "mosquitto_pub", client, user, token, "-t", topic, "-m", "{}", "-V", version);
    }

    private static Tool mosquitto(
            String program, String client, String user, String token, String... more) {
        List<Object> command = new ArrayList<>(List.of(program, "-h", "localhost", "-q", "1"));
        command.addAll(List.of("-p", site.mqttPort, "--cafile", site.caFile(), "-i", client));
        if (!user.isEmpty()) command.addAll(List.of("-u", user));
        if (!token.isEmpty()) command.addAll(List.of("-P", token));
        command.addAll(List.of(more));
        if (!command.contains("-V")) command.addAll(List.of("-V", "5"));
        return Tool.run(folder, command.toArray());
    }

    private static Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>();
        site.get("/api/v1/counters")
                .path("counters")
                .properties()
                .forEach(e -> all.put(e.getKey(), e.getValue().longValue()));
        return all;
    }

    /** The counters that have grown, and by how much. */
    private static Map<String, Long> grown(Map<String, Long> before) {
        Map<String, Long> grown = counters();
        before.forEach((name, count) -> grown.merge(name, -count, Long::sum));
        grown.values().removeIf(count -> count == 0);
        return grown;
    }

    private static long sum(Map<String, Long> counters, String prefix) {
        return counters.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return bytes;
    }
}

package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.cli.ServerSettings.DeviceCertificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Commands against a server that answers as docs/operator-api.md says. */
class CliTest {
    private static final Path INPUT = Path.of("src/test/resources/cli");
    private static final String FILE = "src/test/resources/cli/campaign.yaml";
    private static final String BAD = "src/test/resources/cli/bad.yaml";
    private static final String QUERY = "?file=src%2Ftest%2Fresources%2Fcli%2Fcampaign.yaml";
    private static final String AGREED = "&plan=7be1c02f9a44d310";
    private static final String CAMPAIGN = "/api/v1/campaigns/thermostat-1.1.0";
    private static final TestCertificate CERTIFICATE = certificate();

    @TempDir Path data;
    private FakeOperator server;
    private Desk desk;

    private static TestCertificate certificate() {
        try {
            return TestCertificate.make();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void oneLineEndOnEachSystem() {
        assertThat(System.lineSeparator()).isEqualTo("\n");
    }

    @BeforeEach
    void start() throws Exception {
        server = FakeOperator.start(CERTIFICATE);
        desk = new Desk(data, server, CERTIFICATE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String input(String name) throws IOException {
        return Files.readString(INPUT.resolve(name));
    }

    @Test
    void plansAFileForPeopleAndMachines() throws Exception {
        server.on("POST /api/v1/plans" + QUERY, 200, input("plan.json"));
        assertThat(desk.run("plan", FILE)).isZero();
        assertThat(desk.run("campaign", "plan", FILE, "-o", "json")).isZero();
        assertThat(desk.run("c", "plan", FILE, "-o", "name")).isZero();
        desk.withoutUnicode().run("plan", FILE);
        desk.check("plan.txt");
        assertThat(server.requests.getFirst()).contains("metadata: {name: thermostat-1.1.0}");
    }

    @Test
    void refusesABadFileWithEveryProblemBeforeAskingTheServer() throws Exception {
        assertThat(desk.run("plan", BAD)).isEqualTo(Exit.USAGE);
        assertThat(desk.runPlain("campaign", "validate", FILE)).isZero();
        assertThat(desk.runPlain("campaign", "validate", FILE, BAD)).isEqualTo(Exit.USAGE);
        assertThat(desk.runPlain("campaign", "validate", "no.yaml")).isEqualTo(Exit.USAGE);
        assertThat(desk.runPlain("campaign", "validate", FILE, BAD, "-o", "json"))
                .isEqualTo(Exit.USAGE);
        assertThat(desk.runPlain("campaign", "validate", FILE, "-o", "json")).isZero();
        assertThat(desk.runPlain("apply", BAD, "-o", "ndjson")).isEqualTo(Exit.USAGE);
        desk.environment.put("GITHUB_ACTIONS", "true");
        assertThat(desk.runPlain("plan", BAD)).isEqualTo(Exit.USAGE);
        desk.check("validate.txt");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void appliesOnlyWithConsent() throws Exception {
        server.on("POST /api/v1/plans" + QUERY, 200, input("plan.json"));
        server.on("POST /api/v1/campaigns" + QUERY, 201, input("status-running.json"));
        assertThat(desk.run("apply", FILE)).isEqualTo(Exit.USAGE);
        assertThat(server.requests).isEmpty();
        assertThat(desk.run("apply", FILE, "--yes")).isZero();
        server.on("POST /api/v1/campaigns" + QUERY + AGREED, 201, input("status-running.json"));
        desk.atTerminal().environment.put("NO_COLOR", "1");
        assertThat(desk.willType("n").run("apply", FILE)).isEqualTo(Exit.ERROR);
        assertThat(server.requests).hasSize(2);
        assertThat(desk.willType("y").run("apply", FILE)).isZero();
        assertThat(server.requests).hasSize(4);
        desk.check("apply.txt");
    }

    @Test
    void appliesOnlyThePlanThatWasShown() throws Exception {
        String plan = input("plan.json");
        server.on("POST /api/v1/campaigns" + QUERY + AGREED, 201, input("status-running.json"));
        server.on(
                "POST /api/v1/campaigns" + QUERY + "&plan=0000",
                409,
                "{\"title\":\"t\",\"detail\":\"plan 0000 is not what would happen now\","
                        + "\"code\":\"plan-stale\",\"plan\":"
                        + plan
                        + "}");
        assertThat(desk.run("apply", FILE, "--plan", "7be1c02f9a44d310")).isZero();
        assertThat(desk.run("apply", FILE, "--plan", "0000")).isEqualTo(Exit.CONFLICT);
        assertThat(desk.run("apply", FILE, FILE, "--plan", "0000")).isEqualTo(Exit.USAGE);
        assertThat(server.requests).hasSize(2);
        desk.check("apply-plan.txt");
    }

    @Test
    void tellsWhatTheServerRefuses() throws Exception {
        server.problem(
                "POST /api/v1/campaigns" + QUERY,
                409,
                "conflict",
                "campaign thermostat-1.1.0 exists already; choose another name");
        server.problem(
                "POST /api/v1/plans" + QUERY,
                422,
                "invalid",
                "the campaign file has 2 problems",
                "campaigns/x.yaml:1:1: one",
                "campaigns/x.yaml:2:2: two");
        server.problem("GET " + CAMPAIGN, 404, "not-found", "no campaign thermostat-1.1.0");
        server.problem("GET /api/v1/campaigns", 500, "internal", "see the log");
        server.problem("GET /api/v1/releases", 403, "forbidden", "role viewer may not");
        server.on("GET /api/v1/devices?limit=500", 200, "<html>");
        assertThat(desk.run("apply", FILE, "-y")).isEqualTo(Exit.CONFLICT);
        assertThat(desk.run("plan", FILE)).isEqualTo(Exit.USAGE);
        assertThat(desk.run("campaign", "get", "thermostat-1.1.0")).isEqualTo(Exit.CONFLICT);
        assertThat(desk.run("watch", "thermostat-1.1.0")).isEqualTo(Exit.CONFLICT);
        assertThat(desk.run("campaign", "list")).isEqualTo(Exit.ERROR);
        assertThat(desk.run("release", "list")).isEqualTo(Exit.LOGIN);
        assertThat(desk.run("campaign", "list", "--token", "wrong")).isEqualTo(Exit.LOGIN);
        assertThat(desk.run("device", "list")).isEqualTo(Exit.ERROR);
        desk.check("refusals.txt");
    }

    @Test
    void saysWhatToDoWhenThereIsNoServer() throws Exception {
        int port = server.port();
        server.close();
        assertThat(desk.run("campaign", "list")).isEqualTo(Exit.ERROR);
        assertThat(desk.run("watch", "thermostat-1.1.0")).isEqualTo(Exit.ERROR);
        assertThat(desk.out()).isEmpty();
        Desk stranger = new Desk(data.resolve("empty"));
        assertThat(stranger.run("campaign", "list")).isEqualTo(Exit.ERROR);
        assertThat(stranger.err()).contains("./canarywave up");
        assertThat(desk.run("campaign", "list", "--server", "http://localhost:" + port))
                .isEqualTo(Exit.USAGE);
        desk.check("no-server.txt");
    }

    @Test
    void trustsOnlyTheCaItWasGiven() throws Exception {
        Files.writeString(data.resolve("other.pem"), TestCertificate.make().pem());
        Files.writeString(data.resolve("none.pem"), "nothing");
        server.on("GET /api/v1/campaigns", 200, "{\"campaigns\":[]}");
        String other = data.resolve("other.pem").toString();
        assertThat(desk.run("campaign", "list", "--ca", other)).isEqualTo(Exit.ERROR);
        assertThat(desk.err()).contains("is not trusted").contains("--ca FILE");
        assertThat(desk.run("c", "list", "--ca", data.resolve("none.pem").toString())).isOne();
        assertThat(desk.err()).contains("must be PEM text");
        assertThat(desk.run("c", "list", "--ca", data.resolve("absent.pem").toString())).isOne();
        assertThat(server.requests).isEmpty();
    }

    @Test
    void findsTheServerByFlagThenEnvironmentThenDataFolderThenUserFolder() throws Exception {
        server.on("GET /api/v1/campaigns", 200, "{\"campaigns\":[]}");
        Desk stranger = new Desk(data.resolve("empty"));
        stranger.environment.put("XDG_CONFIG_HOME", data.resolve("config").toString());
        Files.createDirectories(data.resolve("config/canarywave"));
        Files.writeString(
                data.resolve("config/canarywave/context.yaml"),
                Cli.contextText(server.url(), CERTIFICATE.pem(), FakeOperator.TOKEN));
        assertThat(stranger.run("campaign", "list")).isZero();
        stranger.environment.put("CANARYWAVE_SERVER", "https://localhost:1");
        assertThat(stranger.run("campaign", "list")).isOne();
        assertThat(stranger.err()).contains("https://localhost:1 (from CANARYWAVE_SERVER)");
        assertThat(stranger.run("campaign", "list", "--server", server.url() + "/")).isZero();
    }

    @Test
    void showsTokenAndCaOfOneServerToNoOther() throws Exception {
        try (FakeOperator other = FakeOperator.start(CERTIFICATE)) {
            other.on("GET /api/v1/campaigns", 200, "{\"campaigns\":[]}");
            String ca = data.resolve("pki/ca.pem").toString();
            assertThat(desk.run("c", "list", "--server", other.url(), "--ca", ca))
                    .isEqualTo(Exit.LOGIN);
            assertThat(desk.err()).contains("wants a token");
            desk.environment.put("CANARYWAVE_TOKEN", FakeOperator.TOKEN);
            desk.environment.put("CANARYWAVE_CA", ca);
            assertThat(desk.run("c", "list", "--server", other.url())).isZero();
        }
    }

    @Test
    void listsAndShowsCampaigns() throws Exception {
        server.on(
                "GET /api/v1/campaigns",
                200,
                "{\"campaigns\":[%s,%s]}"
                        .formatted(input("status-running.json"), input("status-done.json")));
        server.on("GET " + CAMPAIGN, 200, input("status-running.json"));
        assertThat(desk.run("campaign", "list")).isZero();
        assertThat(desk.run("c", "list", "-o", "name")).isZero();
        assertThat(desk.run("c", "get", "thermostat-1.1.0")).isZero();
        desk.environment.put("CLICOLOR_FORCE", "1");
        assertThat(desk.run("c", "get", "thermostat-1.1.0")).isZero();
        desk.environment.put("NO_COLOR", "1");
        assertThat(desk.withoutUnicode().run("c", "get", "thermostat-1.1.0")).isZero();
        desk.check("campaigns.txt");
    }

    @Test
    void stopsAndResumesCampaigns() throws Exception {
        String report =
                """
                {"status":%s,"withdrawn":12,"mayStillInstall":["th-1","th-2\\u001b[31m"],"untouched":450}"""
                        .formatted(input("status-halted.json"));
        server.on("POST " + CAMPAIGN + ":halt", 200, report);
        server.on("POST " + CAMPAIGN + ":abort", 200, report);
        server.on("POST " + CAMPAIGN + ":pause", 200, "{\"state\":\"Paused\"}");
        server.on("POST " + CAMPAIGN + ":resume", 200, "{\"state\":\"Running\"}");
        String name = "thermostat-1.1.0";
        assertThat(desk.run("halt", name, "--reason", "sensors drift")).isZero();
        assertThat(desk.run("halt", name)).isEqualTo(Exit.USAGE);
        assertThat(desk.run("abort", name, "--reason", "over")).isEqualTo(Exit.USAGE);
        assertThat(desk.run("abort", name, "--reason", "over", "--yes")).isZero();
        assertThat(desk.run("pause", name)).isZero();
        assertThat(desk.run("resume", name)).isEqualTo(Exit.USAGE);
        assertThat(desk.run("c", "resume", name, "--reason", "false alarm")).isZero();
        assertThat(server.requests)
                .containsExactly(
                        "POST " + CAMPAIGN + ":halt\n{\"reason\":\"sensors drift\"}",
                        "POST " + CAMPAIGN + ":abort\n{\"reason\":\"over\"}",
                        "POST " + CAMPAIGN + ":pause\n{\"reason\":\"\"}",
                        "POST " + CAMPAIGN + ":resume\n{\"reason\":\"false alarm\"}");
        desk.atTerminal();
        assertThat(desk.willType("smoke").run("halt", name)).isZero();
        assertThat(server.requests.getLast()).contains("smoke");
        assertThat(desk.willType("").run("halt", name)).isEqualTo(Exit.ERROR);
        assertThat(desk.willType("n").run("abort", name, "--reason", "x")).isEqualTo(Exit.ERROR);
        assertThat(server.requests).hasSize(5);
        desk.check("control.txt");
    }

    @Test
    void updatesOneDevice() throws Exception {
        server.on("POST /api/v1/updates", 201, input("status-running.json"));
        assertThat(desk.run("update", "th-1", "--to", "1.1.0")).isZero();
        assertThat(server.requests)
                .containsExactly(
                        "POST /api/v1/updates\n{\"device\":\"th-1\",\"version\":\"1.1.0\"}");
        assertThat(desk.run("update", "th 1", "--to", "1.1.0")).isEqualTo(Exit.USAGE);
        assertThat(desk.run("update", "th-1")).isEqualTo(Exit.USAGE);
        desk.check("update.txt");
    }

    @Test
    void givesEachServerOptionToTheLauncher() throws Exception {
        assertThat(
                        desk.run(
                                "up",
                                "--devices",
                                "500",
                                "--seed",
                                "7",
                                "--fail",
                                "1.1.0=0.15",
                                "--operator-port",
                                "0",
                                "--mqtt-plain-port",
                                "1883",
                                "--scale",
                                "0.5"))
                .isZero();
        UpOptions up = (UpOptions) desk.launched.getFirst();
        assertThat(up.devices()).isEqualTo(500);
        assertThat(up.seed()).isEqualTo(7);
        assertThat(up.scale()).isEqualTo(0.5);
        assertThat(up.fails()).containsExactly(FailRate.parse("1.1.0=0.15"));
        assertThat(up.server())
                .isEqualTo(
                        new ServerSettings(
                                data,
                                new ServerSettings.Ports(
                                        8883, 8443, 0, OptionalInt.of(1883), OptionalInt.empty()),
                                "localhost",
                                DeviceCertificates.OPTIONAL));
        Path key = Files.writeString(data.resolve("pub.pem"), "key");
        assertThat(desk.run("serve", "--release-public-key", key.toString())).isZero();
        assertThat(desk.launched.getLast())
                .isEqualTo(
                        new ServeOptions(
                                new ServerSettings(
                                        data,
                                        new ServerSettings.Ports(8883, 8443, 9443),
                                        "localhost",
                                        DeviceCertificates.OPTIONAL),
                                List.of(new ReleaseKeyFlag(Optional.empty(), key))));
        Path folder = Files.createDirectories(data.resolve("trusted"));
        Path old = Files.writeString(folder.resolve("rel-2025.pem"), "key");
        Path next = Files.writeString(folder.resolve("rel-2026.pem"), "key");
        assertThat(
                        desk.run(
                                "serve",
                                "--release-public-key",
                                folder.toString(),
                                "--release-public-key",
                                "mine=" + key))
                .isZero();
        assertThat(((ServeOptions) desk.launched.getLast()).releaseKeys())
                .containsExactly(
                        new ReleaseKeyFlag(Optional.of("rel-2025"), old),
                        new ReleaseKeyFlag(Optional.of("rel-2026"), next),
                        new ReleaseKeyFlag(Optional.of("mine"), key));
        assertThat(desk.run("sim", "run", "--devices", "10000", "--broker", "mq:1883", "--plain"))
                .isZero();
        SimRunOptions sim = (SimRunOptions) desk.launched.getLast();
        assertThat(sim.mqttHost()).isEqualTo("mq");
        assertThat(sim.mqttPort()).isEqualTo(1883);
        assertThat(sim.tls()).isFalse();
        assertThat(sim.devices()).isEqualTo(10_000);
        assertThat(sim.server().base()).isEqualTo(URI.create(server.url()));
        assertThat(sim.toString()).doesNotContain(FakeOperator.TOKEN);
    }

    @Test
    void refusesWrongOptionsInWordsOfPeople() throws Exception {
        for (String[] wrong :
                new String[][] {
                    {"up", "--devices", "4001"},
                    {"up", "--devices", "-1"},
                    {"up", "--fail", "1.1.0"},
                    {"up", "--fail", "1.1.0=2"},
                    {"up", "--operator-port", "70000"},
                    {"up", "--scale", "-1"},
                    {"serve"},
                    {"serve", "--release-public-key", "absent.pem"},
                    {"watch", "x", "--until", "tomorrow"},
                    {"watch", "x", "--timeout", "30"},
                    {"watch", "x", "-o", "xml"},
                    {"sim", "run", "--broker", "mq"},
                    {"campain", "list"},
                    {"campaign", "lst"},
                    {"release", "add"},
                    {"plan"},
                    {"plan", FILE, "--outputt", "json"},
                    {"campaign"},
                    {}
                }) assertThat(desk.runPlain(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
        desk.check("wrong-use.txt");
        assertThat(desk.launched).isEmpty();
    }

    @Test
    void explainsEachCode() throws Exception {
        assertThat(desk.runPlain("explain", "health-check")).isZero();
        assertThat(desk.runPlain("explain", "digest-mismatch")).isZero();
        assertThat(desk.runPlain("explain", "upto-not-a-size")).isZero();
        assertThat(desk.runPlain("explain", "room-in-window")).isZero();
        assertThat(desk.runPlain("explain", "helth-check")).isEqualTo(Exit.CONFLICT);
        assertThat(desk.runPlain("explain")).isZero();
        desk.check("explain.txt");
    }

    @Test
    void printsTheSchemaThatEditorsRead() throws Exception {
        assertThat(desk.runPlain("schema", "campaign")).isZero();
        assertThat(desk.out()).isEqualTo(Files.readString(Path.of("docs/schema/campaign.v1.json")));
        assertThat(desk.runPlain("schema", "report")).isEqualTo(Exit.USAGE);
    }

    @Test
    void showsExamplesBeforeOptionsInEachHelp() throws Exception {
        for (String command :
                new String[] {
                    "",
                    "up",
                    "serve",
                    "plan",
                    "apply",
                    "watch",
                    "halt",
                    "pause",
                    "resume",
                    "abort",
                    "approve",
                    "retry",
                    "rollback",
                    "update",
                    "campaign",
                    "campaign validate",
                    "campaign list",
                    "campaign get",
                    "device",
                    "device add",
                    "device list",
                    "device get",
                    "device history",
                    "device explain",
                    "campaign explain",
                    "device certificate",
                    "device revoke-certificate",
                    "broker",
                    "broker devices",
                    "broker crl",
                    "release",
                    "release add",
                    "release list",
                    "release show",
                    "release verify",
                    "release sign",
                    "release key",
                    "release key new",
                    "release key list",
                    "release key retire",
                    "release key activate",
                    "release key revoke",
                    "release publish",
                    "release revoke",
                    "release note",
                    "release check",
                    "token",
                    "token issue",
                    "token list",
                    "token link",
                    "token revoke",
                    "session",
                    "session list",
                    "session end",
                    "audit",
                    "audit list",
                    "audit export",
                    "login",
                    "logout",
                    "whoami",
                    "context",
                    "context list",
                    "context use",
                    "context add",
                    "context remove",
                    "sim",
                    "sim run",
                    "sim image",
                    "explain",
                    "schema"
                }) {
            String[] args = (command + " --help").strip().split(" ");
            assertThat(desk.runPlain(args)).as(command).isZero();
            assertThat(desk.out().indexOf("Examples:"))
                    .as(command)
                    .isPositive()
                    .isLessThan(desk.out().indexOf("Usage:"));
            assertThat(desk.out().lines()).as(command).allMatch(l -> l.length() <= 100);
        }
        desk.check("help.txt");
    }

    @Test
    void tellsItsVersion() {
        assertThat(desk.runPlain("version")).isZero();
        assertThat(desk.out()).startsWith("canarywave ").contains("Java 25");
        String once = desk.out();
        assertThat(desk.runPlain("--version")).isZero();
        assertThat(desk.out()).isEqualTo(once);
    }
}

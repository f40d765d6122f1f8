package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.DeviceRules;
import io.github.canarywave.domain.campaign.EarlierOutcome;
import io.github.canarywave.domain.campaign.Exclusion;
import io.github.canarywave.domain.campaign.Exclusive;
import io.github.canarywave.domain.campaign.Exclusive.OnConflict;
import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.FailureRate;
import io.github.canarywave.domain.campaign.Limits;
import io.github.canarywave.domain.campaign.OnHalt;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Query;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Retries;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.StartRate;
import io.github.canarywave.domain.campaign.Timeouts;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.VersionRange;
import io.github.canarywave.domain.campaign.VersionRule;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.wire.CampaignReading.Parsed;
import io.github.canarywave.wire.CampaignReading.Problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

class CampaignFileTest {
    private static final Path FILES = Path.of("src/test/resources/golden/campaign");
    private static final String HEAD =
            """
            apiVersion: canarywave/v1
            kind: Campaign
            metadata: {name: c}
            spec:
              release: {product: p, version: "1.0"}
            """;

    /** Of those that are kept, all others are refused. */
    private static final Set<String> RIGHT =
            Set.of("ux-smallest.yaml", "ux-battery-window.yaml", "gates-of-each-metric.yaml");

    static List<String> files() throws IOException {
        try (var files = Files.list(FILES)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysAllThatIsWrongWithAFileAtOnce(String file) throws Exception {
        CampaignReading reading = read(file);
        String said =
                switch (reading) {
                    case Problems problems -> problems.render();
                    case Parsed parsed -> shown(parsed);
                };
        GoldenFile.check("campaign/" + file.replace(".yaml", ".txt"), said);
    }

    private static String shown(Parsed parsed) {
        StringBuilder text = new StringBuilder();
        for (Campaign campaign : parsed.campaigns()) {
            text.append(campaign.name()).append(": ").append(campaign.release()).append('\n');
            campaign.defaults().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    @Test
    void theFaultyFilesAreRefusedAndMeetNearlyEveryCode() throws Exception {
        Set<ProblemCode> met = new TreeSet<>();
        for (String file : files())
            if (!RIGHT.contains(file))
                problems(read(file)).forEach(problem -> met.add(problem.code()));
        met.add(ProblemCode.FILE_TOO_LARGE); // Held by a test of its own below.
        assertThat(met).containsExactlyInAnyOrder(ProblemCode.values());
    }

    @Test
    void aCampaignMayPinAnArtifactByItsDigest() throws Exception {
        assertThat(only(read("ux-battery-window.yaml")).digest())
                .hasValue(
                        new Sha256(
                                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
        assertThat(only(read("ux-smallest.yaml")).digest()).isEmpty();
    }

    @Test
    void aNameAndAReleaseAreAWholeCampaign() throws Exception {
        Campaign campaign = only(read("ux-smallest.yaml"));
        assertThat(campaign.name()).isEqualTo(new CampaignName("thermostat-2.4.1"));
        assertThat(campaign.release())
                .isEqualTo(new ReleaseName(new Product("thermostat-esp32"), new Version("2.4.1")));
        assertThat(campaign.cohort()).isEqualTo(Cohort.EVERY_DEVICE);
        assertThat(campaign.seed()).isEqualTo("thermostat-2.4.1/2.4.1");
        assertThat(campaign.waves()).isEqualTo(Defaults.waves(List.of(Defaults.GATE)));
        assertThat(campaign.pace()).isEqualTo(Pace.DEFAULT);
        assertThat(campaign.device())
                .isEqualTo(
                        new DeviceRules(
                                Timeouts.DEFAULT,
                                Retries.DEFAULT,
                                Duration.ZERO,
                                Duration.ofHours(24)));
        assertThat(campaign.defaults()).contains("gates: " + Defaults.GATE);
    }

    @Test
    void eachMetricHasItsGate() throws Exception {
        assertThat(only(read("gates-of-each-metric.yaml")).waves().getFirst().gates())
                .containsExactly(
                        new Gate.Evidence(
                                new Share(5_000),
                                Share.percent(5),
                                new Share(1_000),
                                Share.percent(1),
                                Action.PAUSE),
                        new FailureRate(
                                Share.percent(5),
                                20,
                                Optional.of(Share.percent(95)),
                                Action.NOTIFY),
                        new Gate.RollbackRate(new Share(5_000), 50, Optional.empty(), Action.HALT),
                        new Gate.SuccessRate(Share.percent(95), 50, Action.HALT),
                        new Gate.ErrorCode(
                                Code.BOOT_LOOP, new Gate.Ceiling.Count(0), 1, Action.HALT),
                        new Gate.ErrorCode(
                                Code.HTTP_404,
                                new Gate.Ceiling.Part(Share.percent(2)),
                                50,
                                Action.PAUSE),
                        new Gate.ReportedShare(
                                Share.percent(90), Duration.ofHours(24), Action.PAUSE),
                        new Gate.InstallTime(Duration.ofMinutes(4), 40, Action.PAUSE),
                        new Gate.Prometheus(
                                new Query("sum(rate(crash_total{version=\"{{version}}\"}[10m]))"),
                                new Limits(OptionalDouble.empty(), OptionalDouble.of(0.05)),
                                Action.HALT),
                        new Gate.Prometheus(
                                new Query("up{wave='{{wave}}'}"),
                                new Limits(OptionalDouble.of(-1.5), OptionalDouble.of(10)),
                                Action.NOTIFY),
                        new Gate.Webhook("smoke-test", Action.PAUSE));
    }

    @Test
    void everyFieldThatIsSaidIsObeyedAndNoneOfThemIsCalledADefault() {
        Campaign campaign =
                only(
                        CampaignFile.read(
                                "all.yaml",
                                """
                                apiVersion: canarywave/v1
                                kind: Campaign
                                metadata: {name: all-2, labels: {ticket: FW-812}}
                                spec:
                                  description: Fix
                                  release: {product: p, version: "5.0"}
                                  cohort:
                                    matchLabels: {ring: beta, floor: "3"}
                                    model: [m1, m2]
                                    devices: [d1, d2]
                                    exclude: {matchLabels: {hold: "true"}}
                                  order: {by: hash, seed: "s"}
                                  waves:
                                    - {name: lab, upTo: 10, soak: 10s, prefer: {matchLabels: {ring: lab}}}
                                    - name: canary
                                      upTo: 0.5%
                                      soak: 1h30m
                                      gates:
                                        - {metric: failureRate, max: 0, minSample: 1, action: pause}
                                    - {name: all, upTo: 100%, soak: 1d}
                                  gates:
                                    - {metric: failureRate, max: 2.5%, minSample: 50,
                                       confidence: 99%, action: halt}
                                  pace: {inFlight: 7, window: off, start: 5/min, growth: 1.25,
                                         max: 40/min}
                                  device:
                                    mode: asap
                                    timeouts: {online: 3d, accept: 3m, download: 3h, install: 4m,
                                               confirm: 5m}
                                    retries: {max: 9, backoff: 1m, maxBackoff: 2m, jitter: 0%}
                                    probation: 90s
                                  exclusive: {name: meters, onConflict: replace}
                                  onHalt: rollback
                                """));
        var common =
                new FailureRate(new Share(25_000), 50, Optional.of(Share.percent(99)), Action.HALT);
        var own = new FailureRate(Share.percent(0), 1, Optional.empty(), Action.PAUSE);
        assertThat(campaign)
                .isEqualTo(
                        new Campaign(
                                new CampaignName("all-2"),
                                Map.of("ticket", "FW-812"),
                                "Fix",
                                new ReleaseName(new Product("p"), new Version("5.0")),
                                Optional.empty(),
                                new Cohort(
                                        Map.of("ring", "beta", "floor", "3"),
                                        Set.of(new Model("m1"), new Model("m2")),
                                        Set.of(new DeviceId("d1"), new DeviceId("d2")),
                                        Map.of("hold", "true")),
                                "s",
                                List.of(
                                        new Wave(
                                                "lab",
                                                new Size.Count(10),
                                                Duration.ofSeconds(10),
                                                List.of(common),
                                                new Selector(Map.of("ring", "lab"), List.of())),
                                        new Wave(
                                                "canary",
                                                new Size.Part(new Share(5_000), 0),
                                                Duration.ofMinutes(90),
                                                List.of(own)),
                                        new Wave(
                                                "all",
                                                Size.percent(100),
                                                Duration.ofDays(1),
                                                List.of(common))),
                                new Pace(OptionalInt.of(7), false, new StartRate(5, 125, 40)),
                                new DeviceRules(
                                        new Timeouts(
                                                Duration.ofDays(3),
                                                Duration.ofMinutes(3),
                                                Duration.ofHours(3),
                                                Duration.ofMinutes(4),
                                                Duration.ofMinutes(5)),
                                        new Retries(
                                                9,
                                                Duration.ofMinutes(1),
                                                Duration.ofMinutes(2),
                                                Share.percent(0)),
                                        Duration.ofSeconds(90),
                                        Duration.ofHours(24)),
                                Optional.of(new Exclusive("meters", OnConflict.REPLACE)),
                                UpdateWindow.ALWAYS,
                                OnHalt.ROLLBACK,
                                List.of(
                                        "pace.bandwidth: any",
                                        "pace.concurrentDownloads: any",
                                        "commandExpires: 1d",
                                        "window: always open")));
    }

    @Test
    void eachDocumentOfAFileIsACampaign() {
        Parsed parsed =
                (Parsed)
                        CampaignFile.read("f", HEAD + "---\n" + HEAD.replace("name: c", "name: d"));
        assertThat(parsed.campaigns().stream().map(c -> c.name().value()))
                .containsExactly("c", "d");
    }

    @Test
    void aCohortIsWhatTheFileSays() {
        Cohort cohort =
                only(CampaignFile.read(
                                "f",
                                HEAD
                                        + """
                                                  cohort:
                                                    matchLabels: {product: meter}
                                                    matchExpressions:
                                                      - {key: region, operator: In, values: [eu, us]}
                                                      - {key: ring, operator: NotIn, values: [lab]}
                                                      - {key: floor, operator: Gt, values: ["3"]}
                                                      - {key: line, operator: Lt, values: ["-2"]}
                                                      - {key: paid, operator: Exists}
                                                      - {key: gone, operator: DoesNotExist}
                                                    version: ">=2.0.0 <2.4.1"
                                                    lastSeen: 30d
                                                    outcome: {campaign: before, in: [Lost, Failed]}
                                                    exclude:
                                                      matchExpressions: [{key: x, operator: Exists}]
                                                      model: m2
                                                      devices: [d1]
                                                      version: [fix-7, "1.0"]
                                                """))
                        .cohort();
        assertThat(cohort)
                .isEqualTo(
                        new Cohort(
                                new Selector(
                                        Map.of("product", "meter"),
                                        List.of(
                                                new Expression.In("region", Set.of("eu", "us")),
                                                new Expression.NotIn("ring", Set.of("lab")),
                                                new Expression.Gt("floor", 3),
                                                new Expression.Lt("line", -2),
                                                new Expression.Exists("paid"),
                                                new Expression.DoesNotExist("gone"))),
                                Set.of(),
                                Set.of(),
                                new VersionRule.Within(VersionRange.parse(">=2.0.0 <2.4.1")),
                                Optional.of(Duration.ofDays(30)),
                                Optional.of(
                                        new EarlierOutcome(
                                                new CampaignName("before"),
                                                Set.of("Lost", "Failed"))),
                                new Exclusion(
                                        new Selector(Map.of(), List.of(new Expression.Exists("x"))),
                                        Set.of(new Model("m2")),
                                        Set.of(new DeviceId("d1")),
                                        new VersionRule.OneOf(
                                                Set.of(
                                                        new Version("fix-7"),
                                                        new Version("1.0"))))));
    }

    @Test
    void aCohortMayBeThoseThatMustGoBackFromACampaign() {
        Cohort cohort =
                only(CampaignFile.read("f", HEAD + "  cohort: {rollbackOf: c-1}\n")).cohort();
        assertThat(cohort)
                .isEqualTo(Cohort.EVERY_DEVICE.rollbackOf(Optional.of(new CampaignName("c-1"))));
        assertThat(cohort.dynamic()).isFalse();
    }

    @Test
    void aRollbackIsNotRolledBackByItself() {
        String text = HEAD + "  cohort: {rollbackOf: c-1}\n  onHalt: rollback\n";
        assertThat(CampaignFile.read("f", text))
                .isInstanceOfSatisfying(
                        CampaignReading.Problems.class,
                        wrong ->
                                assertThat(wrong.problems())
                                        .singleElement()
                                        .satisfies(
                                                problem ->
                                                        assertThat(problem.message())
                                                                .startsWith("onHalt: a rollback")));
    }

    @Test
    void oneVersionMayStandWithoutAList() {
        assertThat(
                        only(CampaignFile.read("f", HEAD + "  cohort: {version: \"2.0\"}\n"))
                                .cohort()
                                .version())
                .isEqualTo(new VersionRule.OneOf(Set.of(new Version("2.0"))));
    }

    @Test
    void oneModelMayStandWithoutAList() {
        assertThat(only(CampaignFile.read("f", HEAD + "  cohort: {model: m1}\n")).cohort().models())
                .containsExactly(new Model("m1"));
    }

    @Test
    void aWaveWithoutSoakIsSoakedAsTheDefaultWavesAre() {
        Campaign campaign =
                only(
                        CampaignFile.read(
                                "f",
                                HEAD
                                        + "  waves: [{name: a, upTo: 1}, {name: b, upTo: 2},"
                                        + " {name: z, upTo: 100%}]\n"));
        assertThat(campaign.waves().stream().map(Wave::soak))
                .containsExactly(Duration.ofMinutes(30), Duration.ofHours(4), Duration.ZERO);
        assertThat(campaign.defaults()).contains("soak of wave a: 30m", "soak of wave b: 4h");
    }

    @Test
    void whatIsAllowedButDangerousIsNoted() {
        Parsed parsed =
                (Parsed) CampaignFile.read("f", HEAD + "  gates: []\n  pace: {window: off}\n");
        assertThat(parsed.notes())
                .contains("wave canary has no gate: only a person stops it")
                .anyMatch(note -> note.startsWith("pace.window is off"));
        assertThat(((Parsed) CampaignFile.read("f", HEAD)).notes()).isEmpty();
    }

    @Test
    void aliasesRepeatAListOfGates() {
        Campaign campaign =
                only(
                        CampaignFile.read(
                                "f",
                                HEAD
                                        + "  gates: &g [{metric: failureRate, max: 1%}]\n"
                                        + "  waves: [{name: all, upTo: 100%, gates: *g}]\n"));
        assertThat(campaign.waves().getFirst().gates()).hasSize(1);
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsDoNoHarm() {
        assertThat(only(CampaignFile.read("f", "\uFEFF" + HEAD.replace("\n", "\r\n"))).name())
                .isEqualTo(new CampaignName("c"));
    }

    @Test
    void bytesThatAreNotUtf8AreShownWhereTheyStand() {
        byte[] content = HEAD.getBytes(StandardCharsets.UTF_8);
        content[HEAD.indexOf("Campaign")] = (byte) 0xE9;
        Problem problem = problems(CampaignFile.read("f", content)).getFirst();
        assertThat(problem.code()).isEqualTo(ProblemCode.NOT_UTF8);
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isEqualTo(7);
        assertThat(only(CampaignFile.read("f", HEAD.getBytes(StandardCharsets.UTF_8))).name())
                .isEqualTo(new CampaignName("c"));
    }

    @Test
    void aFileBeyondTheLimitIsNotEvenParsed() {
        String text = HEAD + "# " + "x".repeat(CampaignFile.MAX_BYTES);
        List<Problem> problems = problems(CampaignFile.read("f", text));
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().code()).isEqualTo(ProblemCode.FILE_TOO_LARGE);
    }

    @Test
    void aFileThatIsWrongAllOverShowsItsFirstHundredProblems() {
        String wrong = "  nonsense%d: 1%n".repeat(300).formatted(range(300));
        assertThat(problems(CampaignFile.read("f", HEAD + wrong))).hasSize(100);
    }

    private static Object[] range(int end) {
        return IntStream.range(0, end).boxed().toArray();
    }

    @Test
    void anyDamageToAFileIsReadOrRefusedButNeverThrows() throws Exception {
        Random random = new Random(20_261_120);
        List<String> files = files();
        int refused = 0;
        for (int i = 0; i < 6_000; i++) {
            byte[] content = Files.readAllBytes(FILES.resolve(files.get(i % files.size())));
            for (int hits = random.nextInt(4); hits > 0 && content.length > 0; hits--)
                content[random.nextInt(content.length)] = (byte) random.nextInt(256);
            if (CampaignFile.read("f", content) instanceof Problems problems) {
                assertThat(problems.render()).contains(": error: ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void eachCodeIsExplainedWithRuleAndRemedy(ProblemCode code) {
        assertThat(ProblemCode.of(code.word())).contains(code);
        assertThat(code.word()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(code.explanation())
                .startsWith(code.word() + ": ")
                .contains("\nRule:   ", "\nRemedy: ");
    }

    private static CampaignReading read(String file) throws IOException {
        return CampaignFile.read("campaigns/" + file, Files.readAllBytes(FILES.resolve(file)));
    }

    private static List<Problem> problems(CampaignReading reading) {
        assertThat(reading).isInstanceOf(Problems.class);
        return ((Problems) reading).problems();
    }

    private static Campaign only(CampaignReading reading) {
        if (reading instanceof Problems problems) throw new AssertionError(problems.render());
        List<Campaign> campaigns = ((Parsed) reading).campaigns();
        assertThat(campaigns).hasSize(1);
        return campaigns.getFirst();
    }
}

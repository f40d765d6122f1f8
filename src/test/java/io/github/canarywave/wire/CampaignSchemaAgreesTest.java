package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An editor with the JSON Schema and the parser say the same of a file, except where a rule cannot
 * be said in a schema; those rules are listed.
 */
class CampaignSchemaAgreesTest {
    private static final long SEED = 20_261_120;
    private static final int GENERATED = 4_000;

    /** They are read like those of the campaign, and are as many again. */
    private static final List<String> GATES_OF_A_WAVE = List.of("waves", "gates");

    private static final SchemaPlaces PLACES = SchemaPlaces.read();

    /**
     * A rule that only the parser holds.
     *
     * @param message what the parser says then
     * @param example a file that breaks this rule and no other
     */
    record Beyond(ProblemCode code, String message, String why, String example) {
        boolean covers(Problem problem) {
            return code == problem.code()
                    && Pattern.compile(message).matcher(problem.message()).find();
        }
    }

    private static final String DIGITS =
            "'([-+]?0[0-9]+|\\+[0-9]+|-0|0x[0-9a-f]+|[0-9]+\\.[0-9]*|[0-9.]+e[0-9]+)'";
    private static final String SAME = "the same number in JSON";
    private static final List<Beyond> BEYOND =
            List.of(
                    new Beyond(ProblemCode.FILE_EMPTY, "no campaign", "no document", "# nothing"),
                    new Beyond(ProblemCode.YAML_SYNTAX, "", "no document", "{a: ["),
                    new Beyond(ProblemCode.NOT_UTF8, "", "no text", "a: \u0007"),
                    new Beyond(
                            ProblemCode.DUPLICATE_FIELD,
                            "",
                            "a rule of YAML 1.2 itself",
                            file("pace: {inFlight: 1, inFlight: 2}")),
                    new Beyond(
                            ProblemCode.DUPLICATE_NAME,
                            "^two ",
                            "compares entries by a field",
                            file("waves: [{name: a, upTo: 1%}, {name: a, upTo: 100%}]")),
                    new Beyond(
                            ProblemCode.UPTO_NOT_RISING,
                            "",
                            "compares entries",
                            file("waves: [{name: a, upTo: 100%}, {name: b, upTo: 100%}]")),
                    new Beyond(
                            ProblemCode.LAST_WAVE_NOT_WHOLE,
                            "",
                            "speaks of the last entry",
                            file("waves: [{name: a, upTo: 1%}]")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "backoff must be",
                            "compares fields",
                            file("device: {retries: {backoff: 2h, maxBackoff: 1h}}")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            " to 365d, got .*(36[4-9]d|\\d{4,}h)",
                            "adds up units",
                            file("device: {probation: 364d25h}")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            " to 30d, got \\d+[dhm]\\d",
                            "adds up units",
                            file("device: {commandExpires: 29d25h}")),
                    new Beyond(
                            ProblemCode.NOT_TEXT,
                            " as (a number|true or false|a date|tag:.*|!.*)$",
                            "YAML 1.1 reads something else",
                            file("description: 2026-01-01")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^operator (Gt|Lt) takes one whole number",
                            "depends on another field",
                            file(
                                    "cohort: {matchExpressions: [{key: a, operator: Gt, values: [b]}]}")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^p1 must be above p0",
                            "compares fields",
                            file("gates: [{metric: evidence, p0: 20%}]")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^min must be at most max",
                            "compares fields",
                            file("gates: [{metric: prometheus, query: up, min: 2, max: 1}]")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^query: only ",
                            "reads the text",
                            file("gates: [{metric: prometheus, query: 'up{{host}}', max: 1}]")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^start must be at most max",
                            "compares fields",
                            file("pace: {start: 9/min, max: 8/min}")),
                    new Beyond(
                            ProblemCode.NOT_A_ZONE,
                            "",
                            "knows the zones",
                            file("window: {timezone: Europe/Atlantis}")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^defaultTimezone is for timezone: device",
                            "compares fields",
                            file("window: {timezone: UTC, defaultTimezone: UTC}")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^from and to are the same time",
                            "compares fields",
                            file("window: {timezone: UTC, from: '01:00', to: '01:00'}")),
                    new Beyond(
                            ProblemCode.OUT_OF_RANGE,
                            "^(notAfter|to) must be after (notBefore|from)",
                            "compares fields",
                            file(
                                    "window: {notBefore: '2026-12-02T00:00:00Z',"
                                            + " notAfter: '2026-12-01T00:00:00Z'}")),
                    new Beyond(
                            ProblemCode.NOT_A_NUMBER,
                            "^growth " + DIGITS,
                            SAME,
                            file("pace: {growth: 5.}")),
                    new Beyond(
                            ProblemCode.NOT_IN_LIST,
                            "'(True|TRUE|False|FALSE)'",
                            "the same truth value in JSON",
                            file("waves: [{name: a, upTo: 100%, approval: {required: True}}]")),
                    new Beyond(
                            ProblemCode.NOT_A_NUMBER, DIGITS, SAME, file("pace: {inFlight: 010}")),
                    new Beyond(
                            ProblemCode.UPTO_NOT_A_SIZE,
                            DIGITS,
                            SAME,
                            file("waves: [{name: a, upTo: 5.0}, {name: b, upTo: 100%}]")),
                    new Beyond(
                            ProblemCode.NOT_A_PERCENTAGE,
                            DIGITS,
                            SAME,
                            file("gates: [{metric: failureRate, max: 0.0}]")));

    static List<Beyond> beyond() {
        return BEYOND;
    }

    @ParameterizedTest
    @MethodSource("beyond")
    void exceptWhereARuleCannotBeSaidInASchema(Beyond rule) {
        assertThat(problems(rule.example())).isNotEmpty().allMatch(rule::covers);
        assertThat(errors(rule.example())).isEmpty();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> ours = Files.walk(Path.of("campaigns"));
                Stream<Path> tests = Files.walk(Path.of("src/test/resources"))) {
            return Stream.concat(ours, tests)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void ofEachFileThatIsKept(Path file) throws IOException {
        compare(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), new TreeMap<>());
    }

    @Test
    void ofFilesThatWereDamagedAtRandom() {
        CampaignCorpus corpus = new CampaignCorpus(SEED, PLACES.fullest());
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < GENERATED; i++) compare(corpus.next(), seen);
        assertThat(seen.get("accepted")).as(seen.toString()).isGreaterThan(GENERATED / 20);
        assertThat(seen.get("refused by both")).isGreaterThan(GENERATED / 10);
        assertThat(seen).as("rules that only the parser holds").hasSizeGreaterThan(6);
    }

    @Test
    void ofEachValueInEachPlace() {
        Map<String, Integer> seen = new TreeMap<>();
        for (SchemaPlaces.Place place : PLACES.all())
            if (!place.steps().isEmpty() && !place.steps().containsAll(GATES_OF_A_WAVE))
                for (JsonNode value : CampaignCorpus.values())
                    compare(FlowYaml.write(PLACES.document(place, value)), seen);
        assertThat(seen.get("accepted")).as(seen.toString()).isGreaterThan(PLACES.all().size());
        assertThat(seen).as("rules that only the parser holds").hasSizeGreaterThan(8);
    }

    @Test
    void ofListsThatAreLongerThanAllowed() {
        List<Integer> longest = List.of(16, 32, 64);
        for (int most : longest)
            for (int size : List.of(most, most + 1)) {
                String entries = list(size, "\"a%d\"");
                compare(file("cohort: {model: [" + entries + "]}"));
                compare(file("cohort: {devices: [" + entries + "]}"));
                compare(file("cohort: {matchLabels: {" + list(size, "a%d: b") + "}}"));
                compare(file("gates: [" + list(size, "{metric: failureRate, max: 1%%}") + "]"));
                compare(file("waves: [" + list(size, "{name: w%1$d, upTo: %1$d}") + "]"));
            }
    }

    private static String list(int size, String entry) {
        return Stream.iterate(1, i -> i + 1)
                .limit(size)
                .map(i -> entry.formatted(i))
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static String file(String field) {
        String spec = "{release: {product: p, version: \"1\"}, " + field + "}";
        return "{apiVersion: canarywave/v1, kind: Campaign, metadata: {name: c}, spec: "
                + spec
                + "}";
    }

    private static void compare(String text) {
        compare(text, new TreeMap<>());
    }

    private static void compare(String text, Map<String, Integer> seen) {
        List<Problem> problems = problems(text);
        List<Error> errors = errors(text);
        String both = "%s%nparser: %s%nschema: %s".formatted(text, problems, errors);
        if (problems.isEmpty()) {
            assertThat(errors).as(both).isEmpty();
            count(seen, "accepted");
        } else if (!errors.isEmpty()) count(seen, "refused by both");
        else
            for (Problem problem : problems)
                count(
                        seen,
                        BEYOND.stream()
                                .filter(beyond -> beyond.covers(problem))
                                .findFirst()
                                .map(CampaignSchemaAgreesTest::name)
                                .orElseThrow(() -> new AssertionError("schema accepts\n" + both)));
    }

    private static void count(Map<String, Integer> seen, String what) {
        seen.merge(what, 1, Integer::sum);
    }

    private static String name(Beyond beyond) {
        return beyond.code().word() + ": " + beyond.why();
    }

    private static List<Problem> problems(String text) {
        return switch (CampaignFile.read("file", text)) {
            case CampaignReading.Problems(var problems) -> problems;
            case CampaignReading.Parsed _ -> List.of();
        };
    }

    private static List<Error> errors(String text) {
        return CampaignValidator.errors(text);
    }
}

package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.wire.SchemaPlaces.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * docs/schema/campaign.v1.json names what the parser accepts: the same fields in the same places,
 * the same words, defaults that are the defaults. The parser is asked, not its source.
 */
class CampaignSchemaTest {
    /** Like no field of ours, so that the parser answers with all names it knows. */
    private static final String STRANGER = "zzzzzzzzzzzzzzzz";

    private static final Set<ProblemCode> NO_SUCH_FIELD =
            Set.of(ProblemCode.UNKNOWN_FIELD, ProblemCode.NOT_SUPPORTED_YET);
    private static final Set<ProblemCode> NO_SUCH_WORD =
            Set.of(ProblemCode.NOT_IN_LIST, ProblemCode.NOT_SUPPORTED_YET);
    private static final SchemaPlaces SCHEMA = SchemaPlaces.read();

    static List<Place> mappings() {
        return SCHEMA.all().stream().filter(Place::isMapping).toList();
    }

    static List<Place> values() {
        return SCHEMA.all().stream().filter(p -> !p.rule().has("properties")).toList();
    }

    static List<Place> singleValues() {
        return values().stream().filter(p -> !p.rule().has("items")).toList();
    }

    static List<Place> described() {
        return SCHEMA.all().stream().filter(p -> p.rule().has("description")).toList();
    }

    @Test
    void findsThePlacesOfTheFormat() {
        assertThat(mappings()).hasSizeGreaterThan(10);
        assertThat(values()).hasSizeGreaterThan(25);
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void namesTheFieldsThatTheParserAccepts(Place place) {
        Set<String> accepted = new TreeSet<>();
        for (String name : knownToTheParser(place))
            if (added(place, name, FlowYaml.raw("probe"), NO_SUCH_FIELD).isEmpty())
                accepted.add(name);
        for (String name : accepted)
            assertThat(place.names())
                    .as(
                            "the parser accepts '%s' in %s, the schema does not. Add to %s, at %s/properties:%n"
                                    + "  \"%s\": {\"description\": \"…\", \"default\": …, \"$ref\": \"#/$defs/…\"}%n",
                            name, place.shown(), SchemaPlaces.FILE, place.at(), name)
                    .contains(name);
        for (String name : place.names())
            assertThat(accepted)
                    .as(
                            "the schema names '%s' in %s, the parser refuses it. Take it out of %s, at %s/properties",
                            name, place.shown(), SchemaPlaces.FILE, place.at())
                    .contains(name);
    }

    @ParameterizedTest
    @MethodSource("values")
    void listsTheWordsThatTheParserAccepts(Place place) {
        List<String> said =
                listed(
                        problems(SCHEMA.document(place, FlowYaml.raw(STRANGER))),
                        " is not allowed: ");
        Set<String> words = new TreeSet<>();
        for (String word : said)
            if (!word.endsWith("…")
                    && problems(SCHEMA.document(place, FlowYaml.raw(word))).stream()
                            .noneMatch(p -> NO_SUCH_WORD.contains(p.code()))) words.add(word);
        Set<String> schema = new TreeSet<>();
        SCHEMA.words(place.rule()).forEach(word -> schema.add(word.asText()));
        boolean cut = said.stream().anyMatch(word -> word.endsWith("…"));
        // A message has an end; what it does say must be there.
        if (cut) assertThat(schema).containsAll(words);
        // One form of a mapping has one of the words that the field may have.
        else if (place.rule().has("const"))
            assertThat(words).contains(place.rule().get("const").asText());
        else
            assertThat(schema)
                    .as("words of %s: correct the enum in %s", place.shown(), SchemaPlaces.FILE)
                    .isEqualTo(words);
    }

    @ParameterizedTest
    @MethodSource("singleValues")
    void hasNoSingleValueWhereTheParserReadsAMapping(Place place) {
        for (String yaml : List.of("{" + STRANGER + ": 1}", "[{" + STRANGER + ": 1}]"))
            assertThat(problems(SCHEMA.document(place, FlowYaml.raw(yaml))))
                    .as(
                            "the parser reads a mapping in %s: say in %s which fields it has",
                            place.shown(), SchemaPlaces.FILE)
                    .noneMatch(problem -> problem.message().contains("field '" + STRANGER));
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void describesEachField(Place place) {
        for (String name : place.names())
            assertThat(place.rule().at("/properties/" + name + "/description").asText())
                    .as("description of %s.%s in %s", place.shown(), name, SchemaPlaces.FILE)
                    .endsWith(".");
        assertThat(place.rule().path("additionalProperties").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("described")
    void itsExamplesAndDefaultsAreAccepted(Place place) {
        List<JsonNode> shown = new ArrayList<>();
        place.rule().path("examples").forEach(shown::add);
        if (place.rule().has("default")) shown.add(place.rule().get("default"));
        for (JsonNode value : shown)
            assertThat(problems(SCHEMA.document(place, value)))
                    .as("%s: %s", place.shown(), value)
                    .allMatch(p -> p.code() == ProblemCode.LAST_WAVE_NOT_WHOLE);
    }

    @ParameterizedTest
    @MethodSource("described")
    void itsDefaultsAreThoseThatApply(Place place) {
        if (!place.rule().has("default")) return;
        JsonNode with = SCHEMA.document(place, place.rule().get("default"));
        ObjectNode without = (ObjectNode) with.deepCopy();
        List<String> steps = place.steps().stream().filter(s -> !s.startsWith("#")).toList();
        String owner = String.join("/", steps.subList(0, steps.size() - 1)).replace("[]", "0");
        ((ObjectNode) without.at("/" + owner)).remove(steps.getLast());
        assertThat(meaning(without)).as("default of %s", place.shown()).isEqualTo(meaning(with));
    }

    @Test
    void eachKindOfValueSaysInWordsWhatItIs() {
        SCHEMA.schema()
                .path("$defs")
                .properties()
                .forEach(
                        kind ->
                                assertThat(
                                                kind.getValue()
                                                        .path("errorMessage")
                                                        .asText(
                                                                kind.getValue()
                                                                        .path("description")
                                                                        .asText()))
                                        .as(kind.getKey())
                                        .isNotEmpty());
    }

    private static Set<String> knownToTheParser(Place place) {
        List<Problem> said =
                added(place, STRANGER, FlowYaml.raw("1"), Set.of(ProblemCode.UNKNOWN_FIELD));
        Set<String> known = new TreeSet<>(place.names());
        known.addAll(listed(said, "known here: "));
        assertThat(known).as("cut by the parser").noneMatch(name -> name.endsWith("…"));
        assertThat(said).as("the parser refuses strangers in %s", place.shown()).isNotEmpty();
        return known;
    }

    /** Problems of these codes that a field brings. */
    private static List<Problem> added(
            Place place, String name, JsonNode value, Set<ProblemCode> codes) {
        ObjectNode mapping = (ObjectNode) SCHEMA.least(place.rule()).deepCopy();
        List<String> before =
                problems(SCHEMA.document(place, mapping)).stream().map(Problem::message).toList();
        mapping.set(name, value);
        return problems(SCHEMA.document(place, mapping)).stream()
                .filter(p -> codes.contains(p.code()) && !before.contains(p.message()))
                // A word that is not supported yet is a known field.
                .filter(p -> !p.message().endsWith(" probe"))
                .toList();
    }

    private static List<String> listed(List<Problem> problems, String before) {
        return problems.stream()
                .flatMap(p -> Stream.of(p.message(), p.suggestion().orElse("")))
                .filter(text -> text.contains(before))
                .map(text -> text.substring(text.indexOf(before) + before.length()))
                .flatMap(Pattern.compile(", ")::splitAsStream)
                .toList();
    }

    private static List<Problem> problems(JsonNode document) {
        return switch (CampaignFile.read("probe", FlowYaml.write(document))) {
            case CampaignReading.Problems(var problems) -> problems;
            case CampaignReading.Parsed _ -> List.of();
        };
    }

    /** What a campaign says, without the list of what it left out. */
    private static Object meaning(JsonNode document) {
        CampaignReading reading = CampaignFile.read("probe", FlowYaml.write(document));
        assertThat(reading).isInstanceOf(CampaignReading.Parsed.class);
        Campaign campaign = ((CampaignReading.Parsed) reading).campaigns().getFirst();
        TreeMap<String, Object> said = new TreeMap<>();
        for (RecordComponent field : Campaign.class.getRecordComponents())
            if (!field.getName().equals("defaults")) said.put(field.getName(), of(campaign, field));
        return said;
    }

    private static Object of(Campaign campaign, RecordComponent field) {
        try {
            return field.getAccessor().invoke(campaign);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}

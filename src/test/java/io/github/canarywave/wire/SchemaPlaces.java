package io.github.canarywave.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The places of a campaign file that the JSON Schema knows, and documents that fill them. */
final class SchemaPlaces {
    static final Path FILE = Path.of("docs/schema/campaign.v1.json");

    /** The step into the entries of a list. */
    private static final String ENTRY = "[]";

    /** The step into one of the forms that a mapping may have; its number follows. */
    private static final String FORM = "#";

    private final JsonNode root;

    /**
     * A place in documents.
     *
     * @param steps from the document on
     * @param rule the part of the schema that holds there, references followed
     * @param at where that part stands, for people
     */
    record Place(List<String> steps, ObjectNode rule, String at) {
        boolean isMapping() {
            return rule.path("additionalProperties").isBoolean();
        }

        /** What the schema names in a mapping. */
        List<String> names() {
            return rule.path("properties").properties().stream().map(Map.Entry::getKey).toList();
        }

        String shown() {
            return steps.stream()
                    .filter(step -> !step.startsWith(FORM))
                    .collect(Collectors.joining("."))
                    .replace("." + ENTRY, ENTRY);
        }
    }

    private SchemaPlaces(JsonNode root) {
        this.root = root;
    }

    static SchemaPlaces read() {
        try {
            return new SchemaPlaces(new ObjectMapper().readTree(FILE.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode schema() {
        return root;
    }

    /** Every place: mappings, lists' entries and single values. */
    List<Place> all() {
        List<Place> places = new ArrayList<>();
        walk(new Place(List.of(), resolved(root), "#"), places);
        return places;
    }

    private void walk(Place place, List<Place> places) {
        places.add(place);
        List<ObjectNode> forms = forms(place.rule());
        for (int i = 0; i < forms.size(); i++)
            walk(step(place, FORM + i, forms.get(i), place.at()), places);
        place.rule()
                .path("properties")
                .properties()
                .forEach(p -> walk(step(place, p.getKey(), p.getValue(), place.at()), places));
        JsonNode entries = place.rule().path("items");
        if (entries.isObject()) walk(step(place, ENTRY, entries, place.at()), places);
    }

    private Place step(Place from, String step, JsonNode rule, String at) {
        List<String> steps = new ArrayList<>(from.steps());
        steps.add(step);
        String where =
                rule.has("$ref")
                        ? rule.get("$ref").textValue()
                        : at + (step.equals(ENTRY) ? "/items" : "/properties/" + step);
        return new Place(steps, resolved(rule), where);
    }

    /** The forms of a mapping that depend on one of its fields, or from which one is chosen. */
    private List<ObjectNode> forms(JsonNode rule) {
        List<ObjectNode> forms = new ArrayList<>();
        rule.path("allOf").forEach(part -> forms.add(resolved(part.path("then"))));
        for (String choice : List.of("anyOf", "oneOf"))
            rule.path(choice).forEach(part -> forms.add(resolved(part)));
        forms.removeIf(form -> !form.has("properties") && !form.has("items"));
        return forms;
    }

    /** The words that a value may be, alone or as one of several kinds of value. */
    List<JsonNode> words(JsonNode unresolved) {
        List<JsonNode> words = new ArrayList<>();
        ObjectNode rule = resolved(unresolved);
        rule.path("enum").forEach(words::add);
        rule.path("anyOf").forEach(kind -> words.addAll(words(kind)));
        if (rule.path("items").isObject()) words.addAll(words(rule.get("items")));
        return words;
    }

    private ObjectNode resolved(JsonNode rule) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        if (rule.has("$ref"))
            found.setAll(resolved(root.at(rule.get("$ref").textValue().substring(1))));
        rule.properties().forEach(p -> found.set(p.getKey(), p.getValue()));
        found.remove("$ref");
        return found;
    }

    /** The smallest whole document with a value at a place. */
    JsonNode document(Place place, JsonNode value) {
        return build(resolved(root), place.steps(), value);
    }

    /** The smallest value that a rule accepts. */
    JsonNode least(JsonNode unresolved) {
        ObjectNode rule = resolved(unresolved);
        for (String word : List.of("const", "default")) if (rule.has(word)) return rule.get(word);
        for (String words : List.of("enum", "examples"))
            if (rule.has(words)) return rule.get(words).get(rule.get(words).size() - 1);
        if (rule.path("items").isObject())
            return JsonNodeFactory.instance.arrayNode().add(least(rule.get("items")));
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        List<ObjectNode> forms = forms(rule);
        if (!forms.isEmpty() && least(forms.getFirst()) instanceof ObjectNode first)
            fields.setAll(first);
        // Where one of several fields is needed, the first of them will do.
        for (String needed : List.of("/required", "/anyOf/0/required"))
            rule.at(needed)
                    .forEach(
                            name ->
                                    fields.set(
                                            name.textValue(),
                                            least(rule.at("/properties/" + name.textValue()))));
        return fields;
    }

    private JsonNode build(ObjectNode rule, List<String> steps, JsonNode value) {
        if (steps.isEmpty()) return value;
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        if (step.startsWith(FORM))
            return build(
                    forms(rule).get(Integer.parseInt(step.substring(FORM.length()))), rest, value);
        if (step.equals(ENTRY)) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            return list.add(build(resolved(rule.get("items")), rest, value));
        }
        ObjectNode fields = (ObjectNode) least(rule).deepCopy();
        fields.set(step, build(resolved(rule.at("/properties/" + step)), rest, value));
        return fields;
    }

    /** A document with every field there is, lists with an entry of each form. */
    JsonNode fullest() {
        return fullest(root);
    }

    private JsonNode fullest(JsonNode unresolved) {
        ObjectNode rule = resolved(unresolved);
        List<ObjectNode> forms = forms(rule);
        if (rule.path("items").isObject()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            List<ObjectNode> entries = forms(resolved(rule.get("items")));
            if (entries.isEmpty()) list.add(fullest(rule.get("items")));
            entries.forEach(entry -> list.add(fullest(entry)));
            return list;
        }
        if (!rule.has("properties") || rule.has("examples") || !forms.isEmpty()) return least(rule);
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        rule.get("properties")
                .properties()
                .forEach(p -> fields.set(p.getKey(), fullest(p.getValue())));
        return fields;
    }
}

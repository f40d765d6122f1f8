package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.app.DeviceCursor;
import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.DeviceSort;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Labels;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.States;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads which devices are asked for out of the parameters of a query, or the fields of an object;
 * notes every problem, each with the parameter, its value and the rule. Confined to one request.
 */
final class Filters {
    /** Values of one parameter; nobody picks more from a list. */
    private static final int VALUES_MAX = 64;

    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,35}";
    private static final Set<String> NAMES =
            new TreeSet<>(
                    Set.of(
                            "campaign",
                            "wave",
                            "state",
                            "code",
                            "model",
                            "version",
                            "online",
                            "held",
                            "label",
                            "id"));
    private static final Map<String, String> STATES = states();

    private final Map<String, List<String>> values;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param others parameters that are read by somebody else
     */
    private Filters(Map<String, List<String>> values, Set<String> others) {
        this.values = values;
        for (String name : values.keySet())
            if (!NAMES.contains(name) && !others.contains(name))
                problems.add(
                        name + " is no filter of devices; there are " + String.join(", ", NAMES));
    }

    /** Reads the parameters of a query; the others are cursor, limit and so on. */
    static Filters of(Call.Asked asked, Set<String> others) {
        return new Filters(asked.values(), others);
    }

    /** Reads an object with the same names; several values stand in an array. */
    static Filters of(JsonNode object) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        object.properties()
                .forEach(
                        field -> {
                            List<String> of = new ArrayList<>();
                            if (field.getValue().isArray())
                                field.getValue().forEach(value -> of.add(value.asText()));
                            else of.add(field.getValue().asText());
                            values.put(field.getKey(), of);
                        });
        return new Filters(values, Set.of());
    }

    /** Everything that is wrong; an empty list when nothing is. */
    List<String> problems() {
        return problems;
    }

    /** What was asked for, as far as it could be read. */
    DeviceFilter filter() {
        return new DeviceFilter(
                one("campaign", CampaignName::new),
                one("wave", Function.identity()),
                all("state", Filters::state),
                all("code", Filters::code),
                all("model", Model::new),
                all("version", Version::new),
                one("online", text -> flag("online", text)),
                one("held", text -> flag("held", text)),
                labels(),
                one("id", Filters::prefix).orElse(""));
    }

    DeviceSort sort() {
        return one("sort", Filters::sort).orElse(DeviceSort.BY_ID);
    }

    Optional<DeviceCursor> cursor() {
        return one("cursor", DeviceCursor::parse);
    }

    private <T> Optional<T> one(String name, Function<String, T> read) {
        List<String> given = given(name);
        if (given.size() > 1) problems.add(name + " is taken once, got " + given.size() + " of it");
        return given.stream().findFirst().flatMap(text -> read(name, text, read));
    }

    private <T> Set<T> all(String name, Function<String, T> read) {
        List<String> given = given(name);
        if (given.size() > VALUES_MAX) {
            problems.add(name + " has at most " + VALUES_MAX + " values, got " + given.size());
            return Set.of();
        }
        Set<T> found = new LinkedHashSet<>();
        for (String text : given) read(name, text, read).ifPresent(found::add);
        return found;
    }

    /** Without empty ones: a form sends a field that nobody filled in. */
    private List<String> given(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private <T> Optional<T> read(String name, String text, Function<String, T> read) {
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            problems.add(why.startsWith(name) ? why : name + ": " + why);
            return Optional.empty();
        }
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (String text : given("label")) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (equals < 0 || !Labels.NAME.matcher(name).matches())
                problems.add(
                        "label must be name=value, the name as "
                                + Labels.NAME
                                + ", got \""
                                + text
                                + "\"");
            else if (labels.put(name, text.substring(equals + 1)) != null)
                problems.add("label " + name + " is taken once, got two values for it");
        }
        if (labels.size() > Labels.MAX)
            problems.add("label is taken " + Labels.MAX + " times, got " + labels.size());
        return labels;
    }

    private static Map<String, String> states() {
        Map<String, String> states = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        states.put("Queued", "Queued");
        States.ACTIVE.forEach(word -> states.put(word, word));
        States.ENDED.forEach(word -> states.put(word, word));
        return states;
    }

    private static String state(String text) {
        String word = STATES.get(text);
        if (word == null)
            throw new IllegalArgumentException(
                    "state must be one of "
                            + String.join(", ", STATES.keySet())
                            + ", got \""
                            + text
                            + "\"");
        return word;
    }

    private static String code(String text) {
        return Code.of(text)
                .map(Code::word)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "code must be one of the protocol, got \""
                                                + text
                                                + "\"; canarywave explain lists them"));
    }

    private static boolean flag(String name, String text) {
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw new IllegalArgumentException(name + " must be true or false, got \"" + text + "\"");
    }

    private static String prefix(String text) {
        if (text.matches(ID)) return text;
        throw new IllegalArgumentException(
                "id must be the beginning of an id, as " + ID + ", got \"" + text + "\"");
    }

    private static DeviceSort sort(String text) {
        return DeviceSort.of(text)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "sort must be one of "
                                                + String.join(", ", DeviceSort.words())
                                                + ", with - in front for the other way round, got"
                                                + " \""
                                                + text
                                                + "\""));
    }
}

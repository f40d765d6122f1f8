package io.github.canarywave.wire;

import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One mapping of a campaign file. Whoever asks for a field that is wrong gets a stand-in and the
 * problem is noted, so that one reading finds all of them; a campaign is only made without any.
 */
final class Mapping {
    /** Reads one value, or says what is wrong with it. */
    interface Scalar<T> {
        T read(String name, ScalarNode node) throws Fault;
    }

    private final String place;
    private final Node at;
    private final Findings findings;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> names = new LinkedHashMap<>();

    private Mapping(String place, Node at, Findings findings) {
        this.place = place;
        this.at = at;
        this.findings = findings;
    }

    /** The mapping with its fields checked against the shape. */
    static Optional<Mapping> of(Node node, Node at, String place, Shape shape, Findings findings) {
        Optional<Mapping> open = open(node, at, place, findings);
        open.ifPresent(mapping -> mapping.check(shape));
        return open;
    }

    /** A mapping whose fields may have any name. */
    static Optional<Mapping> open(Node node, Node at, String place, Findings findings) {
        Mapping mapping = new Mapping(place, at, findings);
        if (!(node instanceof MappingNode fields)) {
            findings.add(node, Fault.wrongType(place, "a mapping like {field: value}", node));
            return Optional.empty();
        }
        for (NodeTuple field : fields.getValue()) mapping.put(field);
        return Optional.of(mapping);
    }

    private void put(NodeTuple field) {
        Node name = field.getKeyNode();
        if (!(name instanceof ScalarNode word)) {
            findings.add(name, new Fault(ProblemCode.WRONG_TYPE, "a field name must be a word"));
            return;
        }
        if (values.putIfAbsent(word.getValue(), field.getValueNode()) == null)
            names.put(word.getValue(), name);
        else
            findings.add(
                    name,
                    new Fault(
                            ProblemCode.DUPLICATE_FIELD,
                            "field '" + word.getValue() + "' stands twice" + inPlace()));
    }

    private void check(Shape shape) {
        names.forEach(
                (name, node) -> {
                    if (shape.notYet().contains(name)) findings.add(node, Fault.notYet(path(name)));
                    else if (!shape.known().contains(name))
                        findings.add(node, shape.unknown(name, inPlace()));
                });
    }

    private String inPlace() {
        return place.isEmpty() ? "" : " in " + place;
    }

    /** The names of the fields, in the order of the file. */
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether the field holds a list or mapping with nothing in it. */
    boolean isEmpty(String name) {
        return values.get(name) instanceof CollectionNode<?> some && some.getValue().isEmpty();
    }

    /** Notes each of these fields that holds a list or mapping with nothing in it. */
    void refuseEmpty(String... fields) {
        for (String name : fields)
            if (isEmpty(name))
                complain(
                        name,
                        new Fault(
                                ProblemCode.EMPTY_LIST,
                                name + " is empty, which could mean all devices or none",
                                "leave it out to select without it"));
    }

    /** Whether the field holds one value whose text is like this. */
    boolean holds(String name, Predicate<String> what) {
        return values.get(name) instanceof ScalarNode value && what.test(value.getValue());
    }

    /** Notes a problem with the value of a field, or with the mapping when the field is absent. */
    void complain(String name, Fault fault) {
        findings.add(values.getOrDefault(name, at), fault);
    }

    /** Notes that a field is there which should not. */
    void complainOfName(String name, Fault fault) {
        findings.add(names.getOrDefault(name, at), fault);
    }

    /** The value; nothing if it is absent or faulty. */
    <T> Optional<T> optional(String name, Scalar<T> scalar) {
        Node node = values.get(name);
        return node == null ? Optional.empty() : read(name, node, scalar);
    }

    /** The value; nothing if it is faulty, and absent is a fault. */
    <T> Optional<T> required(String name, Scalar<T> scalar) {
        if (!has(name)) complainMissing(name);
        return optional(name, scalar);
    }

    /** The mapping in a field; nothing if it is absent or none. */
    Optional<Mapping> mapping(String name, Shape shape) {
        Node node = values.get(name);
        return node == null
                ? Optional.empty()
                : of(node, nameOf(name), path(name), shape, findings);
    }

    /** The mapping in a field that must be there. */
    Optional<Mapping> requiredMapping(String name, Shape shape) {
        if (!has(name)) complainMissing(name);
        return mapping(name, shape);
    }

    /** The mapping in a field, with fields of any name. */
    Optional<Mapping> openMapping(String name) {
        Node node = values.get(name);
        return node == null ? Optional.empty() : open(node, nameOf(name), path(name), findings);
    }

    /** The mappings of the list in a field; those that are none are left out. */
    List<Mapping> mappings(String name, Shape shape, int max) {
        List<Node> items = items(name, max);
        List<Mapping> mappings = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Node item = items.get(i);
            of(item, item, path(name) + "[" + i + "]", shape, findings).ifPresent(mappings::add);
        }
        return mappings;
    }

    /** The values of the list in a field, or the one value that stands in its place. */
    <T> List<T> scalars(String name, Scalar<T> scalar, int max) {
        Node node = values.get(name);
        if (node instanceof ScalarNode) return read(name, node, scalar).stream().toList();
        Set<T> all = new LinkedHashSet<>();
        for (Node item : items(name, max))
            read(name, item, scalar).ifPresent(v -> addOnce(name, all, v, item));
        return List.copyOf(all);
    }

    private <T> void addOnce(String name, Set<T> all, T value, Node item) {
        if (!all.add(value))
            findings.add(
                    item,
                    new Fault(ProblemCode.DUPLICATE_NAME, name + " lists '" + value + "' twice"));
    }

    private List<Node> items(String name, int max) {
        Node node = values.get(name);
        if (node == null) return List.of();
        if (!(node instanceof SequenceNode list)) {
            findings.add(node, Fault.wrongType(path(name), "a list like [one, two]", node));
            return List.of();
        }
        if (list.getValue().size() <= max) return list.getValue();
        complainOfName(
                name,
                new Fault(
                        ProblemCode.TOO_MANY,
                        path(name)
                                + " has "
                                + list.getValue().size()
                                + " entries, at most "
                                + max));
        return list.getValue();
    }

    private <T> Optional<T> read(String name, Node node, Scalar<T> scalar) {
        if (!(node instanceof ScalarNode value)) {
            findings.add(node, Fault.wrongType(path(name), "one value", node));
            return Optional.empty();
        }
        try {
            return Optional.of(scalar.read(name, value));
        } catch (Fault fault) {
            findings.add(node, fault);
            return Optional.empty();
        }
    }

    private void complainMissing(String name) {
        findings.add(
                at,
                new Fault(
                        ProblemCode.MISSING_FIELD,
                        "field '" + name + "' is missing" + inPlace(),
                        "add " + name));
    }

    private Node nameOf(String name) {
        return names.getOrDefault(name, at);
    }

    /** As messages name a field: from the specification on, the rest goes without saying. */
    private String path(String name) {
        return place.isEmpty() || place.equals("spec") ? name : place + "." + name;
    }

    String place() {
        return place;
    }
}

package io.github.canarywave.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Trees as YAML texts, and YAML as editors read it (YAML 1.2, core schema). */
final class FlowYaml {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEPTH_MAX = 50;
    private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    private FlowYaml() {}

    /** A piece of YAML as it shall stand in the text. */
    static POJONode raw(String yaml) {
        return new POJONode(yaml);
    }

    /** The tree in one line, its texts quoted. */
    static String write(JsonNode node) {
        if (node instanceof POJONode raw) return raw.getPojo().toString();
        if (node.isObject())
            return node.properties().stream()
                    .map(p -> JSON.textNode(p.getKey()) + ": " + write(p.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        if (node.isArray())
            return node.valueStream()
                    .map(FlowYaml::write)
                    .collect(Collectors.joining(", ", "[", "]"));
        return node.toString();
    }

    /** What a validator behind an editor sees; an alias of what it stands in ends as null. */
    static JsonNode read(Node node) {
        return read(node, DEPTH_MAX);
    }

    private static JsonNode read(Node node, int depth) {
        if (depth == 0) return JSON.nullNode();
        return switch (node) {
            case MappingNode mapping -> {
                var fields = JSON.objectNode();
                for (var field : mapping.getValue())
                    if (field.getKeyNode() instanceof ScalarNode name)
                        fields.set(name.getValue(), read(field.getValueNode(), depth - 1));
                yield fields;
            }
            case SequenceNode sequence -> {
                var list = JSON.arrayNode();
                sequence.getValue().forEach(entry -> list.add(read(entry, depth - 1)));
                yield list;
            }
            case ScalarNode scalar when scalar.isPlain() -> plain(scalar.getValue());
            case ScalarNode scalar -> JSON.textNode(scalar.getValue());
            default -> throw new IllegalArgumentException("no YAML node: " + node);
        };
    }

    private static JsonNode plain(String text) {
        if (NULL.matcher(text).matches()) return JSON.nullNode();
        if (TRUE.matcher(text).matches()) return JSON.booleanNode(true);
        if (FALSE.matcher(text).matches()) return JSON.booleanNode(false);
        if (WHOLE.matcher(text).matches()) return JSON.numberNode(new BigInteger(text));
        if (HEX.matcher(text).matches())
            return JSON.numberNode(new BigInteger(text.substring(2), 16));
        if (NUMBER.matcher(text).matches()) return JSON.numberNode(new BigDecimal(text));
        return JSON.textNode(text);
    }
}

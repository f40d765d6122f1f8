package io.github.canarywave.wire;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.Serial;
import java.util.Optional;

/** Says what is wrong with one value of a campaign file; never leaves this package. */
final class Fault extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final ProblemCode code;
    private final String message;
    private final String suggestion;

    Fault(ProblemCode code, String message, String suggestion) {
        super(message, null, false, false);
        this.code = code;
        this.message = message;
        this.suggestion = suggestion;
    }

    Fault(ProblemCode code, String message) {
        this(code, message, "");
    }

    static Fault notYet(String path) {
        return new Fault(
                ProblemCode.NOT_SUPPORTED_YET,
                "not supported yet: " + path,
                "take it away for now");
    }

    static Fault wrongType(String path, String wanted, Node node) {
        String field = path.isEmpty() ? "a campaign" : path;
        return new Fault(
                ProblemCode.WRONG_TYPE, field + " must be " + wanted + ", got " + kind(node));
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "a mapping";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getValue().isEmpty() -> "nothing";
            case ScalarNode scalar -> "'" + scalar.getValue() + "'";
            default -> "something else";
        };
    }

    ProblemCode code() {
        return code;
    }

    String message() {
        return message;
    }

    Optional<String> suggestion() {
        return suggestion.isEmpty() ? Optional.empty() : Optional.of(suggestion);
    }
}

package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The option that chooses the form of the answer. */
final class Output {
    /** Rises when a field of the JSON output changes its meaning. */
    static final int SCHEMA_VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    enum Form {
        TABLE,
        JSON,
        NDJSON,
        NAME;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Form form = Form.TABLE;

    /**
     * Prints the answer when a form for machines is wished.
     *
     * @param whole printed as one document
     * @param rows printed one by one
     * @return whether it did; otherwise the caller prints for people
     */
    boolean printed(Terminal terminal, Tree whole, List<Tree> rows, Function<Tree, String> name) {
        switch (form) {
            case TABLE -> {
                return false;
            }
            case JSON -> terminal.print(document(whole));
            case NDJSON -> rows.forEach(r -> terminal.print(line(r)));
            case NAME -> rows.forEach(r -> terminal.print(name.apply(r)));
        }
        return true;
    }

    boolean printed(Terminal terminal, Tree one, Function<Tree, String> name) {
        return printed(terminal, one, List.of(one), name);
    }

    /** The answer as a document that says which version of the form it has. */
    static String document(Tree whole) {
        ObjectNode document = JSON.createObjectNode().put("schemaVersion", SCHEMA_VERSION);
        whole.node().properties().forEach(e -> document.set(e.getKey(), e.getValue()));
        return write(document, true);
    }

    /** The answer in one line. */
    static String line(Tree one) {
        return write(one.node(), false);
    }

    private static String write(JsonNode node, boolean pretty) {
        try {
            return pretty
                    ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node)
                    : JSON.writeValueAsString(node);
        } catch (JacksonException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }
}

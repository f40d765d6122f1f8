package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A JSON answer of the server, read leniently: what is not there is empty, zero or false. */
record Tree(JsonNode node) {
    /** Nothing at all. */
    static Tree empty() {
        return new Tree(MissingNode.getInstance());
    }

    Tree at(String field) {
        return new Tree(node.path(field));
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** The text of a field, unable to steer the terminal. */
    String text(String field) {
        return Words.harmless(node.path(field).asText(""));
    }

    long number(String field) {
        return node.path(field).asLong();
    }

    boolean flag(String field) {
        return node.path(field).asBoolean();
    }

    /** The elements of a list. */
    List<Tree> list(String field) {
        List<Tree> all = new ArrayList<>();
        node.path(field).forEach(n -> all.add(new Tree(n)));
        return all;
    }

    /** The elements of a list of texts. */
    List<String> texts(String field) {
        List<String> all = new ArrayList<>();
        node.path(field).forEach(n -> all.add(Words.harmless(n.asText(""))));
        return all;
    }

    /** A mapping of texts to texts, by name. */
    Map<String, String> map(String field) {
        Map<String, String> all = new TreeMap<>();
        node.path(field)
                .properties()
                .forEach(
                        e ->
                                all.put(
                                        Words.harmless(e.getKey()),
                                        Words.harmless(e.getValue().asText(""))));
        return all;
    }

    Optional<Instant> instant(String field) {
        String text = node.path(field).asText("");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}

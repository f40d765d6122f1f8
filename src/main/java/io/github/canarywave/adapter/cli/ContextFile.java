package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that tells the command line where a server is: {@code server}, {@code ca} and {@code
 * token}.
 *
 * @param path where it lies
 * @param server URL of the operator port
 * @param ca PEM text, or the path of a PEM file, relative to the folder of this file
 */
record ContextFile(
        Path path, Optional<String> server, Optional<String> token, Optional<String> ca) {
    static final String NAME = "context.yaml";

    /** The text of such a file. */
    static String text(String server, String ca, String token) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("server", server).put("ca", ca).put("token", token);
        try {
            return new YAMLMapper().writeValueAsString(node);
        } catch (JacksonException e) {
            throw new IllegalStateException("three texts can be written as YAML", e);
        }
    }

    /** Reads the file; empty when there is none. */
    static Optional<ContextFile> read(Path path) {
        return yaml(path).map(node -> of(path, node));
    }

    /** What stands under one name, or in the whole file. */
    static ContextFile of(Path path, JsonNode node) {
        return new ContextFile(
                path, field(node, "server"), field(node, "token"), field(node, "ca"));
    }

    /** The content of a file; empty when there is none. */
    static Optional<JsonNode> yaml(Path path) {
        if (!Files.isRegularFile(path)) return Optional.empty();
        try {
            return Optional.of(new YAMLMapper().readTree(Files.readString(path)));
        } catch (JacksonException e) {
            throw new Failure(
                    Exit.ERROR,
                    path
                            + " is not readable YAML (line "
                            + (e.getLocation() == null ? "unknown" : e.getLocation().getLineNr())
                            + "). Start the server once more: it writes the file anew.");
        } catch (IOException e) {
            throw new Failure(
                    Exit.ERROR,
                    "cannot read "
                            + path
                            + ": "
                            + e
                            + ". It belongs to the user who started the server.");
        }
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        server.ifPresent(text -> node.put("server", text));
        ca.ifPresent(text -> node.put("ca", text));
        token.ifPresent(text -> node.put("token", text));
        return node;
    }

    /** The same server, with nobody logged in. */
    ContextFile withoutToken() {
        return new ContextFile(path, server, Optional.empty(), ca);
    }

    private static Optional<String> field(JsonNode node, String name) {
        String value = node.path(name).asText("").strip();
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** The certificates as PEM text. */
    Optional<String> caPem() {
        return ca.map(
                c -> c.contains("-----BEGIN") ? c : Pem.read(path.resolveSibling(Path.of(c))));
    }
}

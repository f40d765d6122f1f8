package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The servers that a person has logged in at, by name, and which of them is meant. They lie in the
 * person's configuration folder, 0600, for tokens stand in it. A file with one server, as that of a
 * data folder, is read as the context {@code default}.
 *
 * @param current name of the one that is meant
 */
record Contexts(Path path, Map<String, ContextFile> all, Optional<String> current) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String CONTEXTS = "contexts";
    private static final String CURRENT = "current";

    Contexts {
        all = Map.copyOf(all);
    }

    /** Those of the person whose environment this is. */
    static Contexts of(Map<String, String> environment) {
        Path path = folder(environment).resolve(ContextFile.NAME);
        Optional<JsonNode> file = ContextFile.yaml(path);
        if (file.isEmpty()) return new Contexts(path, Map.of(), Optional.empty());
        JsonNode node = file.get();
        Map<String, ContextFile> all = new TreeMap<>();
        if (node.has(CONTEXTS))
            node.path(CONTEXTS)
                    .properties()
                    .forEach(e -> all.put(e.getKey(), ContextFile.of(path, e.getValue())));
        else all.put("default", ContextFile.of(path, node));
        String current = node.path(CURRENT).asText(node.has(CONTEXTS) ? "" : "default");
        return new Contexts(path, all, Optional.of(current).filter(all::containsKey));
    }

    private static Path folder(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return given(environment, "XDG_CONFIG_HOME")
                .or(() -> given(environment, "APPDATA"))
                .map(Path::of)
                .orElse(
                        Path.of(home.isBlank() ? System.getProperty("user.home", ".") : home)
                                .resolve(".config"))
                .resolve("canarywave");
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(v -> !v.isBlank());
    }

    /**
     * The same name, if it is one.
     *
     * @throws Failure when it is none
     */
    static String name(String text) {
        if (NAME.matcher(text).matches()) return text;
        throw new Failure(
                Exit.USAGE,
                "the name of a context must match "
                        + NAME
                        + ", got \""
                        + Words.harmless(text)
                        + "\"");
    }

    /** The one that is meant. */
    Optional<ContextFile> chosen() {
        return current.map(all::get);
    }

    /** One of them, which must be there. */
    ContextFile get(String name) {
        ContextFile found = all.get(name);
        if (found != null) return found;
        throw new Failure(
                Exit.CONFLICT,
                "there is no context "
                        + Words.harmless(name)
                        + (all.isEmpty() ? "" : "; there are " + String.join(", ", names())));
    }

    Iterable<String> names() {
        return new TreeMap<>(all).keySet();
    }

    /** With this one, which takes the place of another of its name. */
    Contexts with(String name, ContextFile context) {
        Map<String, ContextFile> more = new TreeMap<>(all);
        more.put(name, context);
        return new Contexts(path, more, current);
    }

    Contexts without(String name) {
        Map<String, ContextFile> fewer = new TreeMap<>(all);
        fewer.remove(name);
        return new Contexts(path, fewer, current.filter(c -> !c.equals(name)));
    }

    Contexts using(String name) {
        get(name);
        return new Contexts(path, all, Optional.of(name));
    }

    /** Writes the file, for its owner alone. */
    void save() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        current.ifPresent(name -> node.put(CURRENT, name));
        ObjectNode contexts = node.putObject(CONTEXTS);
        new TreeMap<>(all).forEach((name, context) -> contexts.set(name, context.json()));
        try {
            SecretFiles.write(path, new YAMLMapper().writeValueAsString(node));
        } catch (JacksonException e) {
            throw new IllegalStateException("texts can be written as YAML", e);
        }
    }
}

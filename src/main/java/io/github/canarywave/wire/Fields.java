package io.github.canarywave.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.canarywave.wire.Refusal.Reason;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The fields of one JSON object from a device. A JSON null counts as absent. */
final class Fields {
    /** Our deepest message has 3 levels; unknown fields may go a little deeper. */
    private static final int DEPTH_MAX = 8;

    /** A 64-bit number has at most 20 characters; longer ones only cost time. */
    private static final int NUMBER_MAX_CHARACTERS = 32;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxNumberLength(NUMBER_MAX_CHARACTERS)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode object;

    private Fields(JsonNode object) {
        this.object = object;
    }

    /** The object in a payload of at most so many bytes. */
    static Fields of(byte[] payload, int maxBytes) throws Refusal {
        if (payload.length == 0) throw new Refusal(Reason.EMPTY, "payload is empty");
        if (payload.length > maxBytes)
            throw new Refusal(
                    Reason.TOO_LARGE,
                    "payload has " + payload.length + " bytes, at most " + maxBytes);
        JsonNode tree = tree(utf8(payload));
        if (!tree.isObject()) throw new Refusal(Reason.NOT_JSON, "payload is not a JSON object");
        return new Fields(tree);
    }

    private static String utf8(byte[] payload) throws Refusal {
        try {
            // A fresh decoder reports what String's constructor would silently replace.
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Reason.NOT_UTF8, "payload is not UTF-8");
        }
    }

    private static JsonNode tree(String text) throws Refusal {
        try {
            return JSON.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new Refusal(Reason.OUT_OF_RANGE, e.getOriginalMessage());
        } catch (JsonEOFException e) {
            throw new Refusal(Reason.NOT_JSON, "payload ends in the middle of the object");
        } catch (MismatchedInputException e) {
            throw new Refusal(Reason.NOT_JSON, "payload goes on behind the object");
        } catch (JacksonException e) {
            throw new Refusal(Reason.NOT_JSON, e.getOriginalMessage());
        }
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Text that a value type accepts. */
    <T> T value(String name, Function<String, T> type) throws Refusal {
        String text = text(name);
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Reason.MALFORMED, name + ": " + e.getMessage());
        }
    }

    <T> Optional<T> optional(String name, Function<String, T> type) throws Refusal {
        return has(name) ? Optional.of(value(name, type)) : Optional.empty();
    }

    /** Any text, even with control characters. */
    String text(String name) throws Refusal {
        JsonNode node = required(name);
        if (!node.isTextual()) throw wrongType(name, "text", node);
        return node.textValue();
    }

    long integer(String name, long min, long max) throws Refusal {
        JsonNode node = required(name);
        if (!node.isIntegralNumber()) throw wrongType(name, "a whole number", node);
        if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max)
            throw new Refusal(
                    Reason.OUT_OF_RANGE,
                    name + " is " + min + " to " + max + ", got " + node.asText());
        return node.longValue();
    }

    boolean flag(String name) throws Refusal {
        JsonNode node = required(name);
        if (!node.isBoolean()) throw wrongType(name, "true or false", node);
        return node.booleanValue();
    }

    Fields object(String name) throws Refusal {
        JsonNode node = required(name);
        if (!node.isObject()) throw wrongType(name, "an object", node);
        return new Fields(node);
    }

    /** The texts of a list; an absent one is empty. */
    List<String> texts(String name, Function<String, String> type) throws Refusal {
        if (!has(name)) return List.of();
        JsonNode node = required(name);
        if (!node.isArray()) throw wrongType(name, "a list", node);
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node) texts.add(element(name, item, type));
        return texts;
    }

    /** The texts of an object by name; an absent one is empty. */
    Map<String, String> textByName(String name, Function<String, String> type) throws Refusal {
        if (!has(name)) return Map.of();
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object(name).object.properties())
            texts.put(checked(name, field.getKey(), type), element(name, field.getValue(), type));
        return texts;
    }

    private static String element(String name, JsonNode node, Function<String, String> type)
            throws Refusal {
        if (!node.isTextual()) throw wrongType(name, "texts", node);
        return checked(name, node.textValue(), type);
    }

    private static String checked(String name, String text, Function<String, String> type)
            throws Refusal {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Reason.MALFORMED, name + ": " + e.getMessage());
        }
    }

    private JsonNode required(String name) throws Refusal {
        if (!has(name)) throw new Refusal(Reason.MISSING_FIELD, name + " is missing");
        return object.path(name);
    }

    private static Refusal wrongType(String name, String wanted, JsonNode node) {
        return new Refusal(Reason.WRONG_TYPE, name + " must be " + wanted + ", got " + node);
    }
}

package io.github.canarywave.adapter.http.gates;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.canarywave.domain.rollout.Answer;
import io.github.canarywave.domain.rollout.Answer.Silence;
import io.github.canarywave.domain.rollout.Answer.Word;

import java.io.IOException;
import java.util.regex.Pattern;

/** Reads what the systems say that gates ask; what is not exactly an answer is none. */
final class Replies {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final int OK = 200;

    /** Words of others are cut: they stand in events and on the page. */
    private static final int WORDS_MAX = 200;

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,4})?");

    /** Hints of Prometheus before 2.54 stand among its warnings; they doubt no number. */
    private static final String HINT = "PromQL info:";

    private Replies() {}

    /** A scalar, or a vector of exactly one element. */
    static Answer prometheus(int status, byte[] body) {
        JsonNode reply = tree(body);
        if (status != OK || !reply.path("status").asText().equals("success"))
            return new Silence(
                    "Prometheus answered " + status + said(reply.path("error").asText("")));
        for (JsonNode warning : reply.path("warnings"))
            if (!warning.asText().startsWith(HINT))
                return new Silence("Prometheus doubts its answer" + said(warning.asText()));
        JsonNode data = reply.path("data");
        String type = data.path("resultType").asText("");
        JsonNode result = data.path("result");
        return switch (type) {
            case "scalar" -> number(result);
            case "vector" ->
                    result.size() == 1
                            ? number(result.path(0).path("value"))
                            : new Silence(
                                    "the query found "
                                            + (result.isEmpty() ? "no" : result.size() + "")
                                            + " series, it must find one");
            default -> new Silence("Prometheus answered no number but \"" + harmless(type) + "\"");
        };
    }

    /** As {@code [time, "number"]}. */
    private static Answer number(JsonNode sample) {
        JsonNode text = sample.path(1);
        if (sample.size() != 2 || !text.isTextual())
            return new Silence("Prometheus answered a sample that has no number");
        if (NUMBER.matcher(text.textValue()).matches()) {
            double number = Double.parseDouble(text.textValue());
            if (Double.isFinite(number)) return new Answer.Value(number);
        }
        return new Silence("the query gave " + harmless(text.textValue()) + ", which is no number");
    }

    /** {@code {"verdict":"pass","reason":"…"}}. */
    static Answer hook(int status, byte[] body) {
        if (status != OK) return new Silence("it answered " + status + redirected(status));
        JsonNode reply = tree(body);
        String reason = harmless(reply.path("reason").asText(""));
        return switch (reply.path("verdict").asText("")) {
            case "pass" -> new Answer.Ruling(Word.PASS, reason);
            case "fail" -> new Answer.Ruling(Word.FAIL, reason);
            case "wait" -> new Answer.Ruling(Word.WAIT, reason);
            default -> new Silence("it answered no verdict of pass, fail or wait");
        };
    }

    private static String redirected(int status) {
        return status / 100 == 3 ? ", redirects are not followed" : "";
    }

    private static String said(String words) {
        return words.isBlank() ? "" : ": " + harmless(words);
    }

    /** Anything that is no JSON is an empty answer. */
    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? JSON.createObjectNode() : tree;
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /** Printable, on one line, cut, and within the quotes of a log line. */
    static String harmless(String text) {
        StringBuilder fit = new StringBuilder();
        text.codePoints()
                .limit(WORDS_MAX)
                .filter(Replies::printable)
                .map(c -> c == '"' ? '\'' : c)
                .forEach(fit::appendCodePoint);
        return fit.toString();
    }
}

package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.RolloutStatus;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The state of a rollout in at most {@link #LIMIT} bytes, however large its cohort and however many
 * its waves. What does not fit is left out in a fixed order, and {@code cut} names it; the answer
 * to {@code GET /api/v1/campaigns/{name}} has everything. Pure.
 */
final class StateText {
    /** Twice a second to thousands of viewers, some of them on phones. */
    static final int LIMIT = 4_096;

    private static final int FAILURES = 10;
    private static final int GATES = 6;
    private static final int SENTENCE = 120;
    private static final int REASON = 400;

    private static final Set<String> BEHIND = Set.of("passed", "done");

    /** One thing to leave out. */
    private record Cut(String name, Consumer<ObjectNode> cut) {}

    /** What people need least goes first. */
    private static final List<Cut> CUTS =
            List.of(
                    new Cut("gates of passed waves", json -> gates(json, BEHIND::contains)),
                    new Cut("gates of waiting waves", json -> gates(json, "waiting"::equals)),
                    new Cut("failures", json -> first(json, "failures", FAILURES)),
                    new Cut("gates", StateText::fewGates),
                    new Cut("sentences", StateText::shortSentences),
                    new Cut("waves", StateText::nearWaves));

    private StateText() {}

    /** Without what happened. */
    static String of(RolloutStatus status) {
        ObjectNode json = Json.summary(status);
        String text = json.toString();
        for (Cut cut : CUTS) {
            if (bytes(text) <= LIMIT) return text;
            cut.cut().accept(json);
            json.withArray("cut").add(cut.name());
            text = json.toString();
        }
        return text;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void gates(ObjectNode json, Predicate<String> waveState) {
        for (JsonNode wave : json.path("waves"))
            if (waveState.test(wave.path("state").asText()) && wave instanceof ObjectNode open)
                open.putArray("gates");
    }

    private static void first(ObjectNode json, String list, int count) {
        if (json.path(list) instanceof ArrayNode all)
            while (all.size() > count) all.remove(all.size() - 1);
    }

    /** The gates of its file come first, then strata that are held: there may be thousands. */
    private static void fewGates(ObjectNode json) {
        for (JsonNode wave : json.path("waves"))
            if (wave instanceof ObjectNode open) first(open, "gates", GATES);
    }

    private static void shortSentences(ObjectNode json) {
        shorten(json, "reason", REASON);
        if (json.path("rollback") instanceof ObjectNode back) shorten(back, "text", SENTENCE);
        for (JsonNode wave : json.path("waves"))
            for (JsonNode gate : wave.path("gates"))
                if (gate instanceof ObjectNode open) shorten(open, "text", SENTENCE);
    }

    private static void shorten(ObjectNode json, String field, int most) {
        String text = json.path(field).asText();
        if (text.length() > most) json.put(field, text.substring(0, most - 1) + "…");
    }

    /** Those farthest from the wave that was opened last go, until the rest fits. */
    private static void nearWaves(ObjectNode json) {
        if (!(json.path("waves") instanceof ArrayNode waves)) return;
        int allowance = 16; // of the note that this was cut
        while (waves.size() > 1 && bytes(json.toString()) > LIMIT - allowance) {
            int open = 0;
            for (int i = 0; i < waves.size(); i++)
                if (!waves.get(i).path("state").asText().equals("waiting")) open = i;
            waves.remove(open > waves.size() - 1 - open ? 0 : waves.size() - 1);
        }
    }
}

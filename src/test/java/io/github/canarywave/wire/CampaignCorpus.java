package io.github.canarywave.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Campaign files, right and wrong, made by damaging whole ones. The same seed, the same files. */
final class CampaignCorpus {
    /** What people write, and what stands at the edges of what they may. */
    private static final List<String> VALUES =
            List.of(
                    "",
                    "~",
                    "null",
                    "\"\"",
                    "0",
                    "1",
                    "2",
                    "5",
                    "10",
                    "32",
                    "33",
                    "100",
                    "101",
                    "010",
                    "+5",
                    "-1",
                    "0x10",
                    "1e3",
                    "1.0",
                    "5.",
                    "1_000",
                    "10000000",
                    "10000001",
                    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0",
                    "sha256:9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
                    "sha512:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "999999999",
                    "\"5\"",
                    "\"0\"",
                    "0%",
                    "1%",
                    "5%",
                    "0.5%",
                    "0.0001%",
                    "0.00001%",
                    "0.0%",
                    "50%",
                    "50.0001%",
                    "050.01%",
                    "51%",
                    "99.9999%",
                    "100%",
                    "100.0%",
                    "100.0001%",
                    "101%",
                    "0050%",
                    "00050%",
                    "1 %",
                    "1,5%",
                    "0s",
                    "1s",
                    "10s",
                    "30m",
                    "4h",
                    "14d",
                    "1h30m",
                    "30m1h",
                    "1 day",
                    "365d",
                    "366d",
                    "8760h",
                    "8761h",
                    "0d0h",
                    "9999999999s",
                    "on",
                    "off",
                    "On",
                    "yes",
                    "true",
                    "false",
                    "2026-01-01",
                    "1:30",
                    ".5",
                    ".inf",
                    "a",
                    "A",
                    "-a",
                    "a-",
                    "a b",
                    "a/b",
                    "a+b",
                    "a_b",
                    "é",
                    "hash",
                    "halt",
                    "pause",
                    "notify",
                    "failureRate",
                    "evidence",
                    "errorCode",
                    "boot-loop",
                    "approver",
                    "In",
                    "Gt",
                    "Failed",
                    "\">=1.0\"",
                    "86400",
                    "86401",
                    "asap",
                    "whenIdle",
                    "canarywave/v1",
                    "Campaign",
                    "\"\\u0007\"",
                    "\"\\n\"",
                    "'on'",
                    "[]",
                    "{}",
                    "[a]",
                    "[a, b]",
                    "[a, a]",
                    "[1]",
                    "[\"1\"]",
                    "{a: b}",
                    "{a: 1}",
                    "{a: \"1\"}",
                    "{\"a b\": c}",
                    "[",
                    "[{}]",
                    "[[a]]",
                    "{a: {b: c}}",
                    "50.0%",
                    "99.99999%",
                    "59s",
                    "60s",
                    "0m59s",
                    "0m060s",
                    "1m",
                    "True",
                    "\"true\"",
                    "unknown",
                    "admin",
                    "king",
                    "[approver, admin]",
                    "failed",
                    "Queued",
                    "[Lost, Failed]",
                    "[Lost, Lost]",
                    "Installing",
                    "NotIn",
                    "Exists",
                    "in",
                    "\"3\"",
                    "\"-3\"",
                    "\"+3\"",
                    "[\"3\"]",
                    "[\"3\", \"4\"]",
                    "\"999999999999999999\"",
                    "\"1000000000000000000\"",
                    "\">=2.0.0 <2.4.1\"",
                    "\">=2.0.0\\n  <2.4.1 \"",
                    "\">=2\"",
                    "\"=v7+a\"",
                    "\">2 <3.0\"",
                    "\">=2,<3\"",
                    "\">= 2\"",
                    "\">\"",
                    "\"==2\"",
                    "\"!=2\"",
                    "\">=1.2.3.4\"",
                    "\">=1.2.3.4.5\"",
                    "\">=2-rc\"",
                    "\"<2.0-rc.1+b\"",
                    "\"<2.0-rc..1\"",
                    "\">=1.0-3-gabc1234\"",
                    "\">=1.0-3-gabc\"",
                    "\">1 >2 >3 >4 >5 >6 >7 >8\"",
                    "\">1 >2 >3 >4 >5 >6 >7 >8 >9\"",
                    "\">=1.0-aaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
                    "\">=1.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
                    "\"2.4.1\"",
                    "[\">=2.0\"]",
                    "60/min",
                    "0/min",
                    "60/s",
                    "10000001/min",
                    "1.5",
                    "1.555",
                    "11",
                    "400Mbit/s",
                    "400Mbit",
                    "0kbit/s",
                    "mon",
                    "[mon, sun]",
                    "[mon, mon]",
                    "\"01:00\"",
                    "\"24:00\"",
                    "\"24:01\"",
                    "\"1:00\"",
                    "UTC",
                    "device",
                    "\"2026-12-01T00:00:00Z\"",
                    "\"2026-12-01\"",
                    "-80",
                    "-121",
                    "\"-80\"",
                    "40%",
                    "40.5%",
                    "4m59s",
                    "5m",
                    "4m60s",
                    "0h005m",
                    "299s",
                    "300s",
                    "720h",
                    "721h",
                    "0000000005m",
                    "1d0s",
                    "30d",
                    "31d",
                    "queue",
                    "cancel",
                    "external",
                    "finishStarted",
                    "userConfirm",
                    "rollback");

    private static final List<Integer> LENGTHS = List.of(31, 32, 33, 36, 37, 63, 64, 500, 501);
    private static final List<String> NAMES =
            List.of("x", "Max", "maxx", "window", "notify", "approval", "labels", "<<", "1", "");

    /** One of so many fields is left out: with more, hardly any whole file would be right. */
    private static final int THINNING = 30;

    /** Fields that some gate must have. */
    private static final List<String> NEEDED =
            List.of("max", "min", "code", "within", "query", "name");

    private final Random random;
    private final JsonNode whole;

    CampaignCorpus(long seed, JsonNode whole) {
        this.random = new Random(seed);
        this.whole = whole;
    }

    /** What people write, as YAML. */
    static List<JsonNode> values() {
        return VALUES.stream().<JsonNode>map(FlowYaml::raw).toList();
    }

    /** The next file; about a third of them is right. */
    String next() {
        JsonNode document = whole.deepCopy();
        thin(document);
        for (int damages = random.nextInt(3); damages > 0; damages--) damage(document);
        return FlowYaml.write(document);
    }

    /** Without some of the fields: most may be absent. */
    private void thin(JsonNode node) {
        if (node instanceof ObjectNode fields)
            for (String name : names(fields))
                if (chance(THINNING) && fields.size() > 1) fields.remove(name);
                else thin(fields.get(name));
        else node.forEach(this::thin);
        if (node.has("apiVersion")) restore((ObjectNode) node, whole);
    }

    /** Fields without which nothing else would be looked at. */
    private static void restore(ObjectNode document, JsonNode whole) {
        for (String name : List.of("apiVersion", "kind", "metadata", "spec"))
            if (!document.has(name)) document.set(name, whole.get(name).deepCopy());
        restore(document, whole, "metadata", "name");
        restore(document, whole, "spec", "release");
        JsonNode waves = document.at("/spec/waves");
        for (int i = 0; i < waves.size(); i++) {
            ((ObjectNode) waves.get(i)).put("name", "wave" + i);
            ((ObjectNode) waves.get(i)).put("upTo", i + 1 == waves.size() ? "100%" : 1 + i + "%");
        }
        for (JsonNode owner : document.findParents("gates"))
            for (JsonNode gate : owner.get("gates"))
                for (JsonNode like : whole.at("/spec/gates"))
                    if (like.get("metric").equals(gate.path("metric")))
                        NEEDED.stream()
                                .filter(like::has)
                                .forEach(name -> ((ObjectNode) gate).set(name, like.get(name)));
    }

    private static void restore(ObjectNode document, JsonNode whole, String owner, String name) {
        ((ObjectNode) document.get(owner)).set(name, whole.get(owner).get(name).deepCopy());
    }

    private void damage(JsonNode document) {
        List<JsonNode> inner = new ArrayList<>();
        collect(document, inner);
        switch (inner.get(random.nextInt(inner.size()))) {
            case ObjectNode fields -> damage(fields);
            case ArrayNode list -> damage(list);
            default -> throw new IllegalStateException("only mappings and lists are collected");
        }
    }

    private void damage(ObjectNode fields) {
        List<String> names = names(fields);
        String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
        switch (random.nextInt(10)) {
            case 0 -> fields.remove(name);
            case 1 -> fields.set(NAMES.get(random.nextInt(NAMES.size())), value());
            case 2 -> {
                JsonNode moved = fields.remove(name);
                if (moved != null) fields.set(name.toLowerCase(java.util.Locale.ROOT) + "s", moved);
            }
            default -> fields.set(name, value());
        }
    }

    private void damage(ArrayNode list) {
        switch (random.nextInt(4)) {
            case 0 -> list.add(value());
            case 1 -> list.removeAll();
            case 2 -> {
                if (!list.isEmpty()) list.insert(0, list.get(list.size() - 1).deepCopy());
            }
            default -> {
                if (!list.isEmpty()) list.set(random.nextInt(list.size()), value());
            }
        }
    }

    private JsonNode value() {
        if (chance(8)) return FlowYaml.raw("a".repeat(LENGTHS.get(random.nextInt(LENGTHS.size()))));
        return FlowYaml.raw(VALUES.get(random.nextInt(VALUES.size())));
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode()) into.add(node);
        node.forEach(child -> collect(child, into));
    }

    private static List<String> names(ObjectNode fields) {
        return fields.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }
}

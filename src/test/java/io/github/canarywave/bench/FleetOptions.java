package io.github.canarywave.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * What a lean fleet is told at its start.
 *
 * @param first number of its first device; their ids are {@link Seed#id}
 * @param devices how many
 * @param version what they run when new
 * @param holding devices take a command and wait to be told to go on
 * @param reconnect whether a reboot breaks the connection; otherwise the new session goes on in it
 * @param retryMillis pause before a connection is tried again
 */
record FleetOptions(
        String host,
        int port,
        int first,
        int devices,
        String version,
        String image,
        boolean holding,
        boolean reconnect,
        int retryMillis) {

    /** Reads words as {@code port=1883}. */
    static FleetOptions parse(String... words) {
        Map<String, String> given = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            given.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new FleetOptions(
                given.getOrDefault("host", "127.0.0.1"),
                number(given, "port", 1883),
                number(given, "first", 0),
                number(given, "devices", 1),
                given.getOrDefault("version", "1.0.0"),
                given.getOrDefault("image", "A".repeat(43)),
                given.getOrDefault("act", "at-once").equals("held"),
                given.getOrDefault("reboot", "session").equals("reconnect"),
                number(given, "retry", 1_000));
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        String text = given.get(name);
        return text == null ? otherwise : Integer.parseInt(text);
    }
}

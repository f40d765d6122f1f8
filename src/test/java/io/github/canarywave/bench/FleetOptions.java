package io.github.canarywave.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * What a lean fleet is told at its start.
 *
 * @param devices how many; their ids are {@link Seed#id}
 * @param act update (the whole protocol) or read (only receives)
 * @param reconnect whether a reboot breaks the connection; otherwise the new session goes on in it
 */
record FleetOptions(
        String host,
        int port,
        int devices,
        String model,
        String version,
        String image,
        boolean act,
        boolean reconnect) {

    /** Reads words as {@code port=1883}. */
    static FleetOptions parse(String... words) {
        Map<String, String> given = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            given.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new FleetOptions(
                given.getOrDefault("host", "127.0.0.1"),
                Integer.parseInt(given.get("port")),
                Integer.parseInt(given.get("devices")),
                given.getOrDefault("model", Seed.MODEL),
                given.getOrDefault("version", "1.0.0"),
                given.getOrDefault("image", "A".repeat(43)),
                !given.getOrDefault("mode", "update").equals("read"),
                given.getOrDefault("reboot", "session").equals("reconnect"));
    }
}

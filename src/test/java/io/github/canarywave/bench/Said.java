package io.github.canarywave.bench;

/**
 * Picks members out of the server's JSON without reading all of it; the server writes no spaces.
 */
final class Said {
    private Said() {}

    /** The text of a member, as it stands between the quotes. */
    static String text(String json, String name) {
        int start = behind(json, "\"" + name + "\":\"");
        return json.substring(start, json.indexOf('"', start));
    }

    /** The whole number of a member. */
    static long number(String json, String name) {
        int start = behind(json, "\"" + name + "\":");
        int end = start;
        while (end < json.length() && Character.isDigit(json.charAt(end))) end++;
        return Long.parseLong(json, start, end, 10);
    }

    private static int behind(String json, String key) {
        int start = json.indexOf(key);
        if (start < 0) throw new IllegalStateException("no " + key + " in " + json);
        return start + key.length();
    }
}

package io.github.canarywave.adapter.broker.extension;

/** Text of strangers, made fit for logs. */
final class Printable {
    /** Strangers choose the length; people read the line. */
    private static final int MAX_CHARACTERS = 200;

    private Printable() {}

    /** The text with everything but printable ASCII replaced, cut. */
    static String of(String text) {
        String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
        return cut.replaceAll("[^ -~]", "?");
    }
}

package io.github.canarywave.adapter.cli;

import java.util.Map;

/** Stand-ins for signs that a terminal without UTF-8 cannot show. */
final class Glyphs {
    /** Signs that stand in columns have stand-ins of the same width. */
    private static final Map<Character, String> PLAIN =
            Map.ofEntries(
                    Map.entry('✔', "+"),
                    Map.entry('✖', "x"),
                    Map.entry('◐', "~"),
                    Map.entry('◷', "%"),
                    Map.entry('○', "o"),
                    Map.entry('■', "#"),
                    Map.entry('⟳', "*"),
                    Map.entry('≈', "="),
                    Map.entry('α', "?"),
                    Map.entry('├', "|"),
                    Map.entry('└', "`"),
                    Map.entry('─', "-"),
                    Map.entry('│', "|"),
                    Map.entry('█', "#"),
                    Map.entry('·', "-"),
                    Map.entry('…', "."),
                    Map.entry('≤', "<="),
                    Map.entry('≥', ">="),
                    Map.entry('→', "->"));

    private Glyphs() {}

    /** The text in ASCII; letters without stand-in become {@code ?}. */
    static String ascii(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if (c < 0x80) plain.append((char) c);
                            else plain.append(PLAIN.getOrDefault((char) c, "?"));
                        });
        return plain.toString();
    }
}

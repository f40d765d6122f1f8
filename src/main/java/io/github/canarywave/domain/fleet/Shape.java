package io.github.canarywave.domain.fleet;

import java.util.regex.Pattern;

/**
 * What a short ASCII name looks like: how long it is, which characters it begins with and which
 * follow. Names are checked with each row and message, where a regular expression costs more than
 * all the rest of reading it.
 */
final class Shape {
    private static final int ASCII = 128;

    private final String text;
    private final boolean[] first;
    private final boolean[] rest;
    private final int min;
    private final int max;

    /**
     * @param first the class of the first character, as in a regular expression
     * @param rest the class of those after it
     */
    Shape(String first, String rest, int min, int max) {
        this.text =
                first.equals(rest)
                        ? first + "{" + (min == max ? "" : min + ",") + max + "}"
                        : first + rest + "{" + (min - 1) + "," + (max - 1) + "}";
        this.first = table(first);
        this.rest = table(rest);
        this.min = min;
        this.max = max;
    }

    private static boolean[] table(String characters) {
        boolean[] table = new boolean[ASCII];
        Pattern pattern = Pattern.compile(characters);
        for (char c = 0; c < ASCII; c++) table[c] = pattern.matcher(String.valueOf(c)).matches();
        return table;
    }

    boolean fits(String name) {
        int length = name.length();
        if (length < min || length > max || !in(first, name.charAt(0))) return false;
        for (int i = 1; i < length; i++) if (!in(rest, name.charAt(i))) return false;
        return true;
    }

    private static boolean in(boolean[] table, char c) {
        return c < ASCII && table[c];
    }

    /** As a regular expression. */
    @Override
    public String toString() {
        return text;
    }
}

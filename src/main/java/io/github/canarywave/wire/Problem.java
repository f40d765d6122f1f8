package io.github.canarywave.wire;

import java.util.Optional;

/**
 * One thing that is wrong in a campaign file, and where.
 *
 * @param line from 1
 * @param column in characters, from 1
 * @param message what is wrong, with the value seen and the rule
 * @param excerpt the source line, safe to print; empty if there is none
 * @param caretLength how many characters of it are meant, at least 1
 * @param suggestion what to write instead, as in {@code write 1%}
 */
public record Problem(
        String file,
        int line,
        int column,
        ProblemCode code,
        String message,
        String excerpt,
        int caretLength,
        Optional<String> suggestion) {
    /** Where the code stands when what is before it is short. */
    private static final int CODE_COLUMN = 82;

    /** Longer lines are cut around the place that is meant. */
    private static final int EXCERPT_MAX_CHARACTERS = 160;

    private static final int SHOWN_BEFORE_PLACE = 60;

    /** The problem for people in three lines: place and message, source, carets with advice. */
    public String render() {
        String number = "%5d | ".formatted(line);
        int cut = excerpt.length() <= EXCERPT_MAX_CHARACTERS ? 0 : beginOfCut();
        String source =
                excerpt.substring(cut, Math.min(excerpt.length(), cut + EXCERPT_MAX_CHARACTERS));
        int before = Math.min(column - 1 - cut, source.length());
        String carets =
                " ".repeat(number.length() - 2)
                        + "| "
                        + " ".repeat(before)
                        + "^"
                                .repeat(
                                        Math.clamp(
                                                caretLength,
                                                1,
                                                Math.max(1, source.length() - before)))
                        + suggestion.map(s -> " " + s).orElse("");
        String padding = " ".repeat(Math.max(1, CODE_COLUMN - carets.length()));
        return "%s:%d:%d: error: %s\n%s%s\n%s%s[%s]\n"
                .formatted(
                        file, line, column, message, number, source, carets, padding, code.word());
    }

    private int beginOfCut() {
        return Math.clamp(column - 1 - SHOWN_BEFORE_PLACE, 0, excerpt.length());
    }
}

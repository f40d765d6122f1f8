package io.github.canarywave.wire;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word somebody meant. */
final class Nearest {
    /** Longer words are not compared: the work grows with the product of the lengths. */
    private static final int WORD_MAX_CHARACTERS = 64;

    private Nearest() {}

    /** The allowed word with the fewest changes, if so few that it was probably meant. */
    static Optional<String> to(String typed, Collection<String> allowed) {
        if (typed.length() > WORD_MAX_CHARACTERS) return Optional.empty();
        return allowed.stream()
                .filter(word -> changes(typed, word) <= tolerated(word))
                .min(Comparator.comparingInt(word -> changes(typed, word)));
    }

    private static int tolerated(String word) {
        return Math.max(word.length() <= 3 ? 1 : 2, word.length() / 3);
    }

    /** Insertions, deletions and replacements (Levenshtein), letter case aside. */
    private static int changes(String typed, String word) {
        String from = typed.toLowerCase(Locale.ROOT);
        String to = word.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) row[j] = j;
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}

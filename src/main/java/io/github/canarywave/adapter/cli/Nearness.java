package io.github.canarywave.adapter.cli;

/** Tells whether a word may be a slip for another. */
final class Nearness {
    private static final int SLIPS = 2;

    private Nearness() {}

    /** Whether at most two characters differ, or one begins with the other. */
    static boolean near(String typed, String meant) {
        if (typed.length() > 2 && (meant.startsWith(typed) || typed.startsWith(meant))) return true;
        return distance(typed, meant) <= SLIPS;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

package io.github.canarywave.adapter.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns that are as wide as their widest cell. Confined to one thread. */
final class Table {
    private static final String GAP = "  ";

    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    private Table(boolean[] right) {
        this.right = right;
    }

    /** A table with these headings; one that begins with {@code >} is aligned to the right. */
    static Table of(String... headings) {
        boolean[] right = new boolean[headings.length];
        String[] plain = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            plain[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
        return new Table(right).row(plain);
    }

    Table row(String... cells) {
        if (cells.length != right.length)
            throw new IllegalArgumentException(
                    "a row has " + right.length + " cells, got " + cells.length);
        rows.add(cells);
        return this;
    }

    /** All rows, the headings first, without blanks at the end. */
    List<String> lines() {
        int[] widths = new int[right.length];
        for (String[] row : rows)
            for (int i = 0; i < row.length; i++) widths[i] = Math.max(widths[i], row[i].length());
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(String[] row, int[] widths) {
        List<String> cells = new ArrayList<>(Arrays.asList(row));
        for (int i = 0; i < row.length; i++) cells.set(i, padded(row[i], widths[i], right[i]));
        return String.join(GAP, cells).stripTrailing();
    }

    /** The text with blanks up to the width. */
    static String padded(String text, int width, boolean toTheRight) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        return toTheRight ? blanks + text : text + blanks;
    }
}

package io.github.canarywave.wire;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects what is wrong with one file, each with its place. Confined to one reading. */
final class Findings {
    /** More help nobody; what is missing shows when these are corrected. */
    private static final int PROBLEMS_MAX = 100;

    /** Names of fields and values are shown up to here. */
    private static final int MESSAGE_MAX_CHARACTERS = 300;

    /** The line ends that SnakeYAML counts. */
    private static final Pattern LINE_END = Pattern.compile("\r\n|[\n\r\u0085\u2028\u2029]");

    private final String file;
    private final String text;
    private final String[] lines;
    private final List<Problem> problems = new ArrayList<>();

    Findings(String file, String text) {
        this.file = file;
        this.text = text;
        this.lines = LINE_END.split(text, -1);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    int size() {
        return problems.size();
    }

    /** A problem with the value or field name at this node. */
    void add(Node at, Fault fault) {
        Mark start = at.getStartMark();
        Mark end = at.getEndMark();
        int length =
                start.getLine() == end.getLine()
                        ? end.getColumn() - start.getColumn()
                        : excerpt(start.getLine()).stripTrailing().length() - start.getColumn();
        add(start.getLine(), start.getColumn(), length, fault);
    }

    /**
     * A problem at this place.
     *
     * @param line from 0
     * @param column from 0
     */
    void add(int line, int column, int length, Fault fault) {
        if (problems.size() >= PROBLEMS_MAX) return;
        problems.add(
                new Problem(
                        file,
                        line + 1,
                        column + 1,
                        fault.code(),
                        cut(printable(fault.message())),
                        excerpt(line),
                        Math.max(1, length),
                        fault.suggestion().map(Findings::printable).map(Findings::cut)));
    }

    /** A problem behind so many characters of the text. */
    void addAt(int position, Fault fault) {
        int line = 0;
        int begin = 0;
        Matcher end = LINE_END.matcher(text);
        while (end.find() && end.end() <= position) {
            line++;
            begin = end.end();
        }
        add(line, Math.max(0, position - begin), 1, fault);
    }

    /** A problem behind the last character. */
    void addAtEnd(Fault fault) {
        addAt(text.length(), fault);
    }

    /** In the order of the file. */
    List<Problem> sorted() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .distinct()
                .toList();
    }

    private String excerpt(int line) {
        return line < lines.length ? printable(lines[line]) : "";
    }

    private static String cut(String text) {
        return text.length() <= MESSAGE_MAX_CHARACTERS
                ? text
                : text.substring(0, MESSAGE_MAX_CHARACTERS - 1) + "…";
    }

    /** Same length, but nothing that moves a cursor or colours a terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\s", " ").replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
    }
}

package io.github.canarywave.adapter.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The facts of a device for people: one paragraph an attempt and day, the oldest first. */
final class HistoryText {
    private static final String FOLLOWS = "  ";

    private final Terminal terminal;
    private final List<String> lines = new ArrayList<>();
    private final List<String> paragraph = new ArrayList<>();
    private String heading = "";

    private HistoryText(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * The whole story.
     *
     * @param facts the newest first, as the server tells them
     */
    static List<String> lines(List<Tree> facts, Terminal terminal) {
        HistoryText text = new HistoryText(terminal);
        facts.reversed().forEach(text::fact);
        text.close();
        return text.lines;
    }

    private void fact(Tree fact) {
        String above = heading(fact);
        if (!above.equals(heading)) {
            close();
            heading = above;
        }
        paragraph.add(sentence(fact));
    }

    private String heading(Tree fact) {
        LocalDate day =
                fact.instant("at").map(t -> Words.date(t, terminal.zone())).orElse(LocalDate.EPOCH);
        String campaign = fact.text("campaign");
        if (campaign.isEmpty()) return day + "  device";
        long attempt = fact.number("attempt");
        return day + "  " + campaign + (attempt > 0 ? " attempt " + attempt : "");
    }

    private String sentence(Tree fact) {
        String at = fact.instant("at").map(t -> Words.time(t, terminal.zone())).orElse("");
        return (at + " " + spaced(fact.text("what")) + " " + fact.text("why")).strip();
    }

    /** {@code RolledBack} is read as {@code rolled back}. */
    private static String spaced(String word) {
        return word.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
    }

    private void close() {
        if (paragraph.isEmpty()) return;
        if (!lines.isEmpty()) lines.add("");
        lines.add(heading);
        lines.addAll(
                Words.flow(paragraph, " · ", FOLLOWS, terminal.columns()).stream()
                        .map(this::indented)
                        .toList());
        paragraph.clear();
    }

    private String indented(String line) {
        return line.startsWith(FOLLOWS) ? line : FOLLOWS + line;
    }
}

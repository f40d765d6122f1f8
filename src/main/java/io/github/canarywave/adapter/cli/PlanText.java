package io.github.canarywave.adapter.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A plan for people. */
final class PlanText {
    private static final int LABEL_WIDTH = 12;
    private static final String MARGIN = "      ";
    private static final int DIGEST_SHOWN = 12;

    private final int width;
    private final List<String> lines = new ArrayList<>();

    private PlanText(int width) {
        this.width = width;
    }

    /** The whole plan. */
    static List<String> lines(Tree plan, Terminal terminal) {
        return lines(plan, terminal.columns());
    }

    /**
     * The whole plan.
     *
     * @param width columns
     */
    static List<String> lines(Tree plan, int width) {
        PlanText text = new PlanText(width);
        text.lines.add("");
        boolean revision = plan.node().has("changes");
        text.lines.add((revision ? "  ~ campaign/" : "  + campaign/") + plan.text("campaign"));
        plan.list("changes").forEach(text::change);
        text.release(plan);
        text.cohort(plan);
        text.waves(plan);
        text.line(
                "command",
                List.of(
                        "at most "
                                + plan.number("longestCommand")
                                + " of "
                                + plan.number("commandLimit")
                                + " bytes"),
                "");
        plan.texts("defaults").forEach(d -> text.sentence("default", d));
        plan.texts("warnings").forEach(w -> text.lines.add("  Warning: " + w));
        text.lines.add("");
        text.lines.add(revision ? changed(plan) : "Plan: 1 to create. " + NOTHING_SENT);
        return text.lines;
    }

    private static final String NOTHING_SENT = "Nothing has been sent to a device.";

    private void change(Tree change) {
        String why = change.text("needsNewCampaign");
        line(
                "~ " + change.text("field"),
                List.of(
                        change.text("from")
                                + " -> "
                                + change.text("to")
                                + (why.isEmpty() ? "" : "   needs a new campaign: " + why)),
                "");
    }

    private static String changed(Tree plan) {
        List<Tree> changes = plan.list("changes");
        if (changes.isEmpty()) return "Plan: nothing to change. " + NOTHING_SENT;
        long refused = changes.stream().filter(c -> !c.text("needsNewCampaign").isEmpty()).count();
        return refused == 0
                ? "Plan: 1 to change. " + NOTHING_SENT
                : "Plan: cannot be applied: "
                        + refused
                        + " of "
                        + Words.count(changes.size(), "edit")
                        + " need a new campaign, with another name. "
                        + NOTHING_SENT;
    }

    private void release(Tree plan) {
        String product = plan.text("product");
        String release = product + " " + plan.text("version");
        for (Tree artifact : plan.list("artifacts"))
            line(
                    "release",
                    List.of(
                            artifact.text("model").equals(product)
                                    ? release
                                    : release + " for " + artifact.text("model"),
                            Words.bytes(artifact.number("size")),
                            "sha256:" + digest(artifact.text("sha256")),
                            "signed by " + artifact.text("key") + " ✔"),
                    "   ");
    }

    private static String digest(String sha256) {
        return sha256.substring(0, Math.min(DIGEST_SHOWN, sha256.length())) + "…";
    }

    private void cohort(Tree plan) {
        List<String> from =
                plan.list("versionsFrom").stream()
                        .map(c -> c.number("devices") + " on " + c.text("what"))
                        .toList();
        String devices = Words.count(plan.number("cohort"), "device");
        line(
                "cohort",
                List.of(from.isEmpty() ? devices : devices + "  (" + String.join(", ", from) + ")"),
                "");
        for (Tree left : plan.list("exclusions"))
            line("left out", List.of(left.number("devices") + " " + left.text("what")), "");
    }

    private void waves(Tree plan) {
        List<Tree> waves = plan.list("waves");
        line(
                "waves",
                waves.stream().map(w -> w.text("name") + " " + w.number("upTo")).toList(),
                " · ");
        lines.set(lines.size() - 1, lines.getLast() + "   (cumulative)");
        List<String> soaks =
                waves.stream()
                        .filter(w -> w.number("soakSeconds") > 0)
                        .map(w -> w.text("name") + " " + soak(w))
                        .toList();
        if (!soaks.isEmpty()) line("soak", soaks, " · ");
        gates(waves);
    }

    /** Gates that hold in each wave stand once. */
    private void gates(List<Tree> waves) {
        List<String> all =
                waves.stream().flatMap(w -> w.texts("gates").stream()).distinct().toList();
        for (String gate : all) {
            List<String> where =
                    waves.stream()
                            .filter(w -> w.texts("gates").contains(gate))
                            .map(w -> w.text("name"))
                            .toList();
            boolean everywhere = where.size() == waves.size();
            line(
                    "gate",
                    List.of(everywhere ? gate : gate + "  (" + String.join(", ", where) + ")"),
                    "");
        }
    }

    private static String soak(Tree wave) {
        return Words.duration(Duration.ofSeconds(wave.number("soakSeconds")));
    }

    private void sentence(String label, String text) {
        line(label, List.of(text.split(" ")), " ");
    }

    private void line(String label, List<String> parts, String separator) {
        String follow = MARGIN + " ".repeat(LABEL_WIDTH);
        List<String> flowed = Words.flow(parts, separator, follow, width - follow.length());
        for (int i = 0; i < flowed.size(); i++)
            lines.add(
                    i == 0
                            ? MARGIN + Table.padded(label, LABEL_WIDTH, false) + flowed.getFirst()
                            : flowed.get(i));
    }
}

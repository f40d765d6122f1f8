package io.github.canarywave.adapter.cli;

import java.util.ArrayList;
import java.util.List;

/** Why devices are or are not updated, for people. */
final class ExplanationText {
    private ExplanationText() {}

    /** One device in one campaign. */
    static List<String> ofDevice(Tree explanation, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(explanation.text("campaign") + ": " + explanation.text("sentence"));
        explanation
                .instant("earliest")
                .ifPresent(t -> lines.add("  Earliest: " + Words.dateTime(t, terminal.zone())));
        if (!explanation.list("conditions").isEmpty())
            lines.addAll(conditions(explanation.list("conditions"), terminal));
        for (Tree fact : explanation.list("decided"))
            lines.add(
                    "  Attempt "
                            + fact.number("attempt")
                            + " was commanded "
                            + fact.instant("at")
                                    .map(t -> Words.dateTime(t, terminal.zone()))
                                    .orElse("")
                            + ": "
                            + fact.text("why"));
        return lines;
    }

    private static List<String> conditions(List<Tree> conditions, Terminal terminal) {
        Table table = Table.of("  CONDITION", "VALUE", "MET", "CHANGES");
        for (Tree c : conditions)
            table.row(
                    (c.flag("met") ? "  ✔ " : "  ✖ ") + c.text("name"),
                    c.text("value"),
                    c.flag("met") ? "yes" : "no",
                    c.instant("change")
                            .map(t -> Words.dateTime(t, terminal.zone()))
                            .orElse(c.text("change")));
        return table.lines();
    }

    /** A whole campaign. */
    static List<String> ofCampaign(Tree explanation) {
        List<String> lines = new ArrayList<>();
        long cohort = explanation.number("cohort");
        lines.add(
                explanation.text("campaign")
                        + ": "
                        + explanation.number("ended")
                        + " of "
                        + Words.count(cohort, "device")
                        + " ended. "
                        + Words.capital(explanation.text("waits"))
                        + ".");
        Table table = Table.of(">DEVICES", "CONDITION", "FOR EXAMPLE", "SUCH AS");
        for (Tree reason : explanation.list("reasons"))
            table.row(
                    Long.toString(reason.number("devices")),
                    reason.text("condition"),
                    reason.text("example"),
                    String.join(" ", reason.texts("ids")));
        if (!explanation.list("reasons").isEmpty()) lines.addAll(table.lines());
        return lines;
    }
}

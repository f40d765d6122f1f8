package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts campaigns. */
@Command(
        name = "apply",
        header = {
            "Starts the campaign of a file, after showing its plan and asking.",
            "",
            "Examples:",
            "  canarywave apply campaigns/1-thermostat.yaml",
            "  canarywave apply campaigns/1-thermostat.yaml --yes",
            "  canarywave apply campaigns/1-thermostat.yaml --plan 7be1c02f9a44d310",
            ""
        })
final class ApplyCommand extends ServerCommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "campaign files")
    List<Path> files = new ArrayList<>();

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask; needed where nobody can answer")
    boolean yes;

    @Option(
            names = "--plan",
            paramLabel = "ID",
            description =
                    "do not ask; only if this is still the plan that canarywave plan showed, else"
                            + " it ends with 5 and shows the new one")
    Optional<String> plan = Optional.empty();

    ApplyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Terminal terminal = session.terminal();
        List<CampaignText> texts = CampaignText.readAll(files, terminal, output);
        if (plan.isPresent() && texts.size() > 1)
            throw new Failure(Exit.USAGE, "--plan is of one file, got " + texts.size());
        if (!yes && plan.isEmpty() && !terminal.interactive())
            throw new Failure(
                    Exit.USAGE,
                    "nobody is there to be asked. Look at: canarywave plan "
                            + texts.getFirst().name()
                            + ", then apply with --plan ID or --yes");
        OperatorClient client = connection.open();
        for (CampaignText file : texts) {
            Optional<String> agreed = plan;
            if (!yes && plan.isEmpty()) {
                agreed = agreed(file, client);
                if (agreed.isEmpty()) return Exit.ERROR;
            }
            Tree status = file.apply(client, agreed);
            if (!output.printed(terminal, status, s -> s.text("name")))
                terminal.print(started(status));
        }
        return Exit.DONE;
    }

    /** The plan that was shown and agreed to. */
    private Optional<String> agreed(CampaignText file, OperatorClient client) {
        Terminal terminal = session.terminal();
        Tree shown = file.plan(client);
        PlanText.lines(shown, terminal).forEach(terminal::note);
        if (terminal.agrees("Apply " + file.name() + "?")) return Optional.of(shown.text("digest"));
        terminal.note("Nothing was applied.");
        return Optional.empty();
    }

    /** What to say of a campaign that has just begun. */
    static List<String> started(Tree status) {
        String name = status.text("name");
        return List.of(
                "✔ campaign/"
                        + name
                        + " started: "
                        + status.text("product")
                        + " "
                        + status.text("version")
                        + size(status),
                "Next:  canarywave watch " + name);
    }

    /** A cohort that is still being frozen has no size yet. */
    private static String size(Tree status) {
        if (status.number("cohort") == 0) return "";
        return " to "
                + Words.count(status.number("cohort"), "device")
                + " in "
                + Words.count(status.list("waves").size(), "wave");
    }
}

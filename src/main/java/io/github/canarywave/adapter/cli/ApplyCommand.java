package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Starts campaigns. */
@Command(
        name = "apply",
        header = {
            "Starts the campaign of a file, after showing its plan and asking.",
            "",
            "Examples:",
            "  canarywave apply campaigns/1-thermostat.yaml",
            "  canarywave apply campaigns/1-thermostat.yaml --yes",
            ""
        })
final class ApplyCommand implements Callable<Integer> {
    private final Session session;

    @Mixin Connection connection;
    @Mixin Output output = new Output();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "campaign files")
    List<Path> files = new ArrayList<>();

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask; needed where nobody can answer")
    boolean yes;

    ApplyCommand(Session session) {
        this.session = session;
        this.connection = new Connection(session);
    }

    @Override
    public Integer call() {
        Terminal terminal = session.terminal();
        List<CampaignText> texts = CampaignText.readAll(files, terminal, output);
        if (!yes && !terminal.interactive())
            throw new Failure(
                    Exit.USAGE,
                    "nobody is there to be asked. Look at: canarywave plan "
                            + texts.getFirst().name()
                            + ", then apply with --yes");
        OperatorClient client = connection.open();
        for (CampaignText file : texts) {
            if (!yes && !agreed(file, client)) return Exit.ERROR;
            Tree status = file.apply(client);
            if (!output.printed(terminal, status, s -> s.text("name")))
                terminal.print(started(status));
        }
        return Exit.DONE;
    }

    private boolean agreed(CampaignText file, OperatorClient client) {
        Terminal terminal = session.terminal();
        PlanText.lines(file.plan(client), terminal).forEach(terminal::note);
        if (terminal.agrees("Apply " + file.name() + "?")) return true;
        terminal.note("Nothing was applied.");
        return false;
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

package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Says what a campaign file would do. */
@Command(
        name = "plan",
        header = {
            "Says what a campaign file would do, and changes nothing.",
            "",
            "Examples:",
            "  canarywave plan campaigns/1-thermostat.yaml",
            "  canarywave plan campaigns/1-thermostat.yaml -o json",
            ""
        })
final class PlanCommand extends ServerCommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "campaign files")
    List<Path> files = new ArrayList<>();

    PlanCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        List<CampaignText> texts = CampaignText.readAll(files, session.terminal(), output);
        OperatorClient client = connection.open();
        for (CampaignText file : texts) {
            Tree plan = file.plan(client);
            if (output.printed(session.terminal(), plan, p -> p.text("campaign"))) continue;
            session.terminal().print(file.name() + ": ok");
            session.terminal().print(PlanText.lines(plan, session.terminal()));
            session.terminal()
                    .print(
                            "Apply with: canarywave apply "
                                    + file.name()
                                    + " --plan "
                                    + plan.text("digest"));
        }
        return Exit.DONE;
    }
}

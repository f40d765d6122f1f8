package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** All that is about campaigns. */
@Command(
        name = "campaign",
        aliases = "c",
        header = {
            "Checks, plans, starts, follows and stops campaigns.",
            "",
            "Examples:",
            "  canarywave campaign validate campaigns/*.yaml",
            "  canarywave campaign list",
            "  canarywave c get thermostat-1.1.0 -o json",
            ""
        },
        subcommands = {
            CampaignCommands.Validate.class,
            PlanCommand.class,
            ApplyCommand.class,
            CampaignCommands.ListAll.class,
            CampaignCommands.Get.class,
            CampaignCommands.Explain.class,
            WatchCommand.class,
            ControlCommands.Halt.class,
            ControlCommands.Pause.class,
            ControlCommands.Resume.class,
            ControlCommands.Approve.class,
            RetryCommand.class,
            RollbackCommand.class,
            ControlCommands.Abort.class
        })
final class CampaignCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? validate, plan, apply, list, get, explain, watch, halt, pause,"
                        + " resume, approve, retry, rollback or abort");
    }

    /** Checks files without a server. */
    @Command(
            name = "validate",
            header = {
                "Checks campaign files without a server.",
                "",
                "Examples:",
                "  canarywave campaign validate campaigns/*.yaml",
                "  canarywave campaign validate campaigns/*.yaml -o json",
                "",
                "In a GitHub Actions run each problem is shown beside its line.",
                ""
            })
    static final class Validate implements Callable<Integer> {
        private final Session session;

        @Mixin Output output = new Output();

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "campaign files")
        List<Path> files = new ArrayList<>();

        Validate(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            List<CampaignText> good = CampaignText.readAll(files, session.terminal(), output);
            if (ProblemReport.printedNone(session.terminal(), output)) return Exit.DONE;
            for (CampaignText file : good) {
                session.terminal().print(file.name() + ": ok");
                file.notes().forEach(n -> session.terminal().print("  Note: " + n));
            }
            return Exit.DONE;
        }
    }

    /** Lists campaigns. */
    @Command(
            name = "list",
            aliases = "ls",
            header = {
                "Lists campaigns, the one started last first.",
                "",
                "Examples:",
                "  canarywave campaign list",
                "  canarywave campaign list -o name",
                ""
            })
    static final class ListAll extends ServerCommand {
        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree answer = connection.open().get("/api/v1/campaigns");
            List<Tree> campaigns = answer.list("campaigns");
            if (output.printed(terminal, answer, campaigns, c -> c.text("name"))) return Exit.DONE;
            if (campaigns.isEmpty())
                terminal.note("No campaign yet. Start one: canarywave apply FILE");
            else terminal.print(table(campaigns, terminal));
            return Exit.DONE;
        }

        private static List<String> table(List<Tree> campaigns, Terminal terminal) {
            Table table =
                    Table.of(
                            "NAME",
                            "STATE",
                            "VERSION",
                            ">DEVICES",
                            ">OK",
                            ">FAIL",
                            ">RUN",
                            "STARTED");
            for (Tree c : campaigns) {
                StatusTree.Tally tally = StatusTree.Tally.of(c.list("waves"));
                table.row(
                        c.text("name"),
                        c.text("state"),
                        c.text("version"),
                        Long.toString(c.number("cohort")),
                        Long.toString(tally.ok()),
                        Long.toString(tally.failed()),
                        Long.toString(tally.running()),
                        c.instant("startedAt")
                                .map(t -> Words.dateTime(t, terminal.zone()))
                                .orElse("-"));
            }
            return table.lines();
        }
    }

    /** How it stands; of one that was stopped also what became of its devices, and what to do. */
    private static List<String> lines(Tree status, Terminal terminal) {
        List<String> lines =
                new ArrayList<>(StatusTree.lines(status, terminal.clock().instant(), terminal));
        String state = status.text("state");
        if (state.equals("Halted") || state.equals("Aborted"))
            lines.addAll(Summary.lines(status, terminal.clock().instant(), terminal));
        return lines;
    }

    /** Asks about one campaign. */
    abstract static class OfOne extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "name of the campaign")
        String name = "";

        OfOne(Session session) {
            super(session);
        }

        String path() {
            return "/api/v1/campaigns/" + OperatorClient.part(name);
        }
    }

    /** Says for what the devices of a campaign wait. */
    @Command(
            name = "explain",
            header = {
                "Says for what the devices of a campaign wait, the most frequent reason first.",
                "",
                "Examples:",
                "  canarywave campaign explain thermostat-1.1.0",
                "  canarywave campaign explain thermostat-1.1.0 -o json",
                ""
            })
    static final class Explain extends OfOne {
        Explain(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree answer = connection.open().get(path() + "/explain");
            List<Tree> reasons = answer.list("reasons");
            if (!output.printed(terminal, answer, reasons, r -> r.text("condition")))
                terminal.print(ExplanationText.ofCampaign(answer));
            return Exit.DONE;
        }
    }

    /** Shows one campaign as it is now. */
    @Command(
            name = "get",
            header = {
                "Shows one campaign as it is now.",
                "",
                "Examples:",
                "  canarywave campaign get thermostat-1.1.0",
                ""
            })
    static final class Get extends OfOne {
        Get(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree status = connection.open().get(path());
            if (!output.printed(terminal, status, s -> s.text("name")))
                terminal.print(lines(status, terminal));
            return Exit.DONE;
        }
    }
}

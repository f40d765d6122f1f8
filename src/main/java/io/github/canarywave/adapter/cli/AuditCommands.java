package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.OptionalLong;

/** All that is about what persons changed. */
@Command(
        name = "audit",
        header = {
            "Says who changed what, when and why.",
            "",
            "Examples:",
            "  canarywave audit list",
            "  canarywave audit list --limit 1000 -o ndjson",
            ""
        },
        subcommands = AuditCommands.ListAll.class)
final class AuditCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? list");
    }

    /** Lists changes. */
    @Command(
            name = "list",
            aliases = "ls",
            header = {
                "Lists what was changed, the newest first.",
                "",
                "Examples:",
                "  canarywave audit list",
                "  canarywave audit list --before 1200",
                ""
            })
    static final class ListAll extends ServerCommand {
        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "how many, at most 1000 (default: ${DEFAULT-VALUE})")
        int limit = 100;

        @Option(names = "--before", paramLabel = "N", description = "lines older than this number")
        OptionalLong before = OptionalLong.empty();

        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            String page = before.isPresent() ? "&before=" + before.getAsLong() : "";
            Tree answer = connection.open().get("/api/v1/audit?limit=" + limit + page);
            List<Tree> lines = answer.list("lines");
            if (output.printed(terminal, answer, lines, l -> l.text("what"))) return Exit.DONE;
            if (lines.isEmpty()) terminal.note("Nothing was changed yet.");
            else terminal.print(table(lines, terminal));
            return Exit.DONE;
        }

        private static List<String> table(List<Tree> lines, Terminal terminal) {
            Table table = Table.of(">N", "WHEN", "WHO", "WHAT", "OBJECT", "WHY");
            for (Tree l : lines)
                table.row(
                        Long.toString(l.number("number")),
                        l.instant("at").map(t -> Words.dateTime(t, terminal.zone())).orElse("-"),
                        l.text("who"),
                        l.text("what"),
                        l.text("object"),
                        Words.harmless(l.text("why")));
            return table.lines();
        }
    }
}

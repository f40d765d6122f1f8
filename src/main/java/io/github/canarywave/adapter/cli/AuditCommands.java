package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** All that is about what persons changed. */
@Command(
        name = "audit",
        header = {
            "Says who changed what, when and why.",
            "",
            "Examples:",
            "  canarywave audit list",
            "  canarywave audit list --limit 1000 -o ndjson",
            "  canarywave audit export > audit.csv",
            ""
        },
        subcommands = {AuditCommands.ListAll.class, AuditCommands.Export.class})
final class AuditCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? list or export");
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
                "  canarywave audit list --who ada --subject campaign/thermostat-1.1.0",
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

        @Mixin Filter filter = new Filter();

        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            String page = before.isPresent() ? "&before=" + before.getAsLong() : "";
            Tree answer = connection.open().get("/api/v1/audit?limit=" + limit + page + filter);
            List<Tree> lines = answer.list("lines");
            if (output.printed(terminal, answer, lines, l -> l.text("what"))) return Exit.DONE;
            if (lines.isEmpty()) terminal.note("There is no such change.");
            else terminal.print(table(lines, terminal));
            return Exit.DONE;
        }

        private static List<String> table(List<Tree> lines, Terminal terminal) {
            Table table = Table.of(">N", "WHEN", "WHO", "WHAT", "OBJECT", "WHY");
            for (Tree l : lines)
                table.row(
                        Long.toString(l.number("number")),
                        Words.dateTime(l.instant("at"), terminal.zone()),
                        l.text("who"),
                        l.text("what"),
                        l.text("object"),
                        Words.harmless(l.text("why")));
            return table.lines();
        }
    }

    /** The options that say which lines are meant. */
    static final class Filter {
        @Option(names = "--who", paramLabel = "NAME", description = "what this person changed")
        Optional<String> who = Optional.empty();

        @Option(
                names = "--what",
                paramLabel = "WORD",
                description = "one kind of change, as halted")
        Optional<String> what = Optional.empty();

        @Option(
                names = "--subject",
                paramLabel = "SUBJECT",
                description =
                        "one thing, as campaign/thermostat-1.1.0, or all of a kind: campaign/")
        Optional<String> subject = Optional.empty();

        /** As parameters that follow others in a query. */
        @Override
        public String toString() {
            return part("who", who) + part("what", what) + part("subject", subject);
        }

        private static String part(String name, Optional<String> value) {
            return value.map(v -> "&" + name + "=" + OperatorClient.part(v)).orElse("");
        }
    }

    /** Writes changes to a file. */
    @Command(
            name = "export",
            header = {
                "Prints every change, the newest first, as a file for others.",
                "",
                "In csv, texts that a spreadsheet would run begin with a quote; ndjson has them as",
                "they are.",
                "",
                "Examples:",
                "  canarywave audit export > audit.csv",
                "  canarywave audit export --format ndjson --who ada",
                ""
            })
    static final class Export implements Callable<Integer> {
        private final Session session;

        @Mixin Connection connection;

        @Option(
                names = "--format",
                paramLabel = "FORM",
                description = "csv or ndjson (default: ${DEFAULT-VALUE})")
        String format = "csv";

        @Mixin Filter filter = new Filter();

        Export(Session session) {
            this.session = session;
            this.connection = new Connection(session);
        }

        @Override
        public Integer call() {
            connection
                    .open()
                    .copy(
                            "/api/v1/audit:export?format=" + OperatorClient.part(format) + filter,
                            session.terminal().out());
            return Exit.DONE;
        }
    }
}

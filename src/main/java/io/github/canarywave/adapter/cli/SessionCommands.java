package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;

/** All that is about browsers that are logged in. */
@Command(
        name = "session",
        header = {
            "Says which browsers are logged in, and logs them out.",
            "",
            "Examples:",
            "  canarywave session list",
            "  canarywave session end 3f2a91c04d5e6b78",
            ""
        },
        subcommands = {SessionCommands.ListAll.class, SessionCommands.End.class})
final class SessionCommands implements Runnable {
    private static final String PATH = "/api/v1/sessions";

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? list or end");
    }

    /** Lists sessions. */
    @Command(
            name = "list",
            aliases = "ls",
            header = {
                "Lists your sessions, and everybody's for an admin.",
                "",
                "Examples:",
                "  canarywave session list",
                ""
            })
    static final class ListAll extends ServerCommand {
        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree answer = connection.open().get(PATH);
            List<Tree> sessions = answer.list("sessions");
            if (output.printed(terminal, answer, sessions, s -> s.text("id"))) return Exit.DONE;
            if (sessions.isEmpty()) {
                terminal.note("No browser is logged in.");
                return Exit.DONE;
            }
            Table table = Table.of("ID", "NAME", "OPENED", "UNTIL", "FROM", "BROWSER");
            for (Tree s : sessions)
                table.row(
                        s.text("id"),
                        s.text("name"),
                        Words.dateTime(s.instant("openedAt"), terminal.zone()),
                        Words.dateTime(s.instant("until"), terminal.zone()),
                        s.text("from"),
                        Words.cut(s.text("browser"), 40));
            terminal.print(table.lines());
            return Exit.DONE;
        }
    }

    /** Ends one. */
    @Command(
            name = "end",
            header = {
                "Logs a browser out at once.",
                "",
                "Examples:",
                "  canarywave session end 3f2a91c04d5e6b78",
                ""
            })
    static final class End extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "as session list shows it")
        String id = "";

        End(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree ended =
                    connection
                            .open()
                            .post(
                                    PATH + "/" + OperatorClient.part(id) + ":end",
                                    JsonNodeFactory.instance.objectNode());
            if (!output.printed(session.terminal(), ended, t -> t.text("id")))
                session.terminal()
                        .print("✔ session " + id + " of " + ended.text("name") + " has ended");
            return Exit.DONE;
        }
    }
}

package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.github.canarywave.domain.campaign.Role;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;

/** All that is about persons. */
@Command(
        name = "token",
        header = {
            "Says who may use the server, and what for.",
            "",
            "Examples:",
            "  canarywave token issue bob --role approver",
            "  canarywave token list",
            "  canarywave token revoke bob --reason \"left the company\"",
            ""
        },
        subcommands = {
            TokenCommands.Issue.class,
            TokenCommands.ListAll.class,
            TokenCommands.Link.class,
            TokenCommands.Revoke.class
        })
final class TokenCommands implements Runnable {
    private static final String PATH = "/api/v1/tokens";

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? issue, list, link or revoke");
    }

    /** Makes a token. */
    @Command(
            name = "issue",
            header = {
                "Makes a token for a person and prints it, which is told only once.",
                "",
                "Roles: viewer looks at everything; operator also plans, applies, pauses, halts and",
                "resumes; approver approves waves; admin does everything.",
                "",
                "Examples:",
                "  canarywave token issue bob --role approver",
                ""
            })
    static final class Issue extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "who it is for")
        String name = "";

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "viewer, operator, approver or admin")
        Role role = Role.VIEWER;

        Issue(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree made =
                    connection
                            .open()
                            .post(
                                    PATH,
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("name", name)
                                            .put("role", role.word()));
            if (output.printed(terminal, made, t -> t.text("name"))) return Exit.DONE;
            terminal.note("✔ token/" + name + " issued, role " + role.word());
            terminal.print(made.text("token"));
            terminal.note(
                    "The token is told only now: the server keeps its digest alone. Give it to "
                            + name
                            + " for CANARYWAVE_TOKEN.");
            return Exit.DONE;
        }
    }

    /** Lists tokens. */
    @Command(
            name = "list",
            aliases = "ls",
            header = {
                "Lists who has or had a token.",
                "",
                "Examples:",
                "  canarywave token list",
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
            List<Tree> tokens = answer.list("tokens");
            if (output.printed(terminal, answer, tokens, t -> t.text("name"))) return Exit.DONE;
            Table table = Table.of("NAME", "ROLE", "ISSUED", "BY", "REVOKED");
            for (Tree t : tokens)
                table.row(
                        t.text("name"),
                        t.text("role"),
                        Words.dateTime(t.instant("issuedAt"), terminal.zone()),
                        t.text("issuedBy"),
                        Words.dateTime(t.instant("revokedAt"), terminal.zone()));
            terminal.print(table.lines());
            return Exit.DONE;
        }
    }

    /** Makes a login link. */
    @Command(
            name = "link",
            header = {
                "Makes a link that logs a person in with a browser: once, within 15 minutes.",
                "",
                "The person needs a token that counts; its role is that of the session. The audit",
                "says who made the link and when it was used.",
                "",
                "Examples:",
                "  canarywave token link bob",
                ""
            })
    static final class Link extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "who it is for")
        String name = "";

        Link(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree made =
                    connection
                            .open()
                            .post(
                                    "/api/v1/people/" + OperatorClient.part(name) + ":ticket",
                                    JsonNodeFactory.instance.objectNode());
            if (output.printed(terminal, made, t -> t.text("link"))) return Exit.DONE;
            terminal.print(made.text("link"));
            terminal.note(
                    "It works once, until "
                            + made.instant("until")
                                    .map(t -> Words.time(t, terminal.zone()))
                                    .orElse("-")
                            + ". Whoever opens it is "
                            + name
                            + ".");
            return Exit.DONE;
        }
    }

    /** Ends a token. */
    @Command(
            name = "revoke",
            header = {
                "Ends the token of a person at once; sessions and approvals of it count no more.",
                "",
                "Examples:",
                "  canarywave token revoke bob --reason \"left the company\"",
                ""
            })
    static final class Revoke extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "whose it is")
        String name = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "why; stands in the audit")
        Optional<String> reason = Optional.empty();

        Revoke(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree token =
                    connection
                            .open()
                            .post(
                                    PATH + "/" + OperatorClient.part(name) + ":revoke",
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("reason", reason.orElse("")));
            if (!output.printed(session.terminal(), token, t -> t.text("name")))
                session.terminal().print("✔ token/" + name + " counts no more");
            return Exit.DONE;
        }
    }
}

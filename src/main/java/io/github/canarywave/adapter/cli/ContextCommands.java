package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** All that is about the servers a person has logged in at. */
@Command(
        name = "context",
        header = {
            "Chooses among the servers that you have logged in at.",
            "",
            "A flag goes before the environment, that before ./data/context.yaml, and that before",
            "the current context.",
            "",
            "Examples:",
            "  canarywave context list",
            "  canarywave context use factory",
            ""
        },
        subcommands = {
            ContextCommands.ListAll.class,
            ContextCommands.Use.class,
            ContextCommands.Add.class,
            ContextCommands.Remove.class
        })
final class ContextCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? list, use, add or remove");
    }

    /** A command that asks no server. */
    abstract static class Local implements Callable<Integer> {
        final Session session;

        Local(Session session) {
            this.session = session;
        }

        Contexts contexts() {
            return Contexts.of(session.terminal().environment());
        }
    }

    /** Lists contexts. */
    @Command(
            name = "list",
            aliases = "ls",
            header = {
                "Lists contexts; * is before the current one. Tokens are not shown.",
                "",
                "Examples:",
                "  canarywave context list",
                ""
            })
    static final class ListAll extends Local {
        @Mixin Output output = new Output();

        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Contexts contexts = contexts();
            Tree all = tree(contexts);
            if (output.printed(terminal, all, all.list("contexts"), c -> c.text("name")))
                return Exit.DONE;
            if (contexts.all().isEmpty()) {
                terminal.note("There is none yet. Make one: canarywave login URL");
                return Exit.DONE;
            }
            Table table = Table.of("", "NAME", "SERVER", "LOGIN");
            for (Tree c : all.list("contexts"))
                table.row(
                        c.flag("current") ? "*" : "",
                        c.text("name"),
                        c.text("server"),
                        c.flag("token") ? "yes" : "no");
            terminal.print(table.lines());
            return Exit.DONE;
        }

        private static Tree tree(Contexts contexts) {
            ObjectNode whole = JsonNodeFactory.instance.objectNode();
            ArrayNode list = whole.putArray("contexts");
            for (String name : contexts.names()) {
                ContextFile one = contexts.get(name);
                list.addObject()
                        .put("name", name)
                        .put("server", one.server().orElse(""))
                        .put("token", one.token().isPresent())
                        .put("current", contexts.current().equals(Optional.of(name)));
            }
            return new Tree(whole);
        }
    }

    /** Chooses one. */
    @Command(
            name = "use",
            header = {
                "Makes a context the current one.",
                "",
                "Examples:",
                "  canarywave context use factory",
                ""
            })
    static final class Use extends Local {
        @Parameters(paramLabel = "NAME", description = "which one")
        String name = "";

        Use(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            contexts().using(name).save();
            session.terminal().print("✔ context " + name + " is the current one");
            LoginCommands.shadow(session.terminal(), Path.of("data"));
            return Exit.DONE;
        }
    }

    /** Adds one without a token. */
    @Command(
            name = "add",
            header = {
                "Adds a server without logging in, or changes where one is.",
                "",
                "Examples:",
                "  canarywave context add factory --server https://rollouts.example:9443 --ca ca.pem",
                ""
            })
    static final class Add extends Local {
        @Parameters(paramLabel = "NAME", description = "what to call it")
        String name = "";

        @Option(
                names = "--server",
                required = true,
                paramLabel = "URL",
                description = "operator port of the server, as https://localhost:9443")
        String server = "";

        @Option(names = "--ca", paramLabel = "FILE", description = "PEM file of the server's CA")
        Optional<Path> ca = Optional.empty();

        Add(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Contexts contexts = contexts();
            // A token is for one server: it does not go along to another.
            contexts.with(
                            Contexts.name(name),
                            new ContextFile(
                                    contexts.path(),
                                    Optional.of(Connection.base(server).toString()),
                                    Optional.empty(),
                                    ca.map(Pem::read)))
                    .save();
            session.terminal().print("✔ context " + name + " added");
            session.terminal().note("Log in: canarywave login " + server + " --name " + name);
            return Exit.DONE;
        }
    }

    /** Forgets one. */
    @Command(
            name = "remove",
            aliases = "rm",
            header = {
                "Forgets a context with its token.",
                "",
                "Examples:",
                "  canarywave context remove factory",
                ""
            })
    static final class Remove extends Local {
        @Parameters(paramLabel = "NAME", description = "which one")
        String name = "";

        Remove(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Contexts contexts = contexts();
            contexts.get(name);
            contexts.without(name).save();
            session.terminal().print("✔ context " + name + " removed");
            return Exit.DONE;
        }
    }
}

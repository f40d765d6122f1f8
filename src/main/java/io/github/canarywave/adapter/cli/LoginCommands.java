package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** How a person makes the command line act as that person. */
final class LoginCommands {
    private LoginCommands() {}

    /** Checks a token and keeps it. */
    @Command(
            name = "login",
            header = {
                "Checks your token and keeps it for the commands that follow.",
                "",
                "Asks for the token, or reads it from standard input. Server, CA and token go into",
                "the contexts in your configuration folder, which only you can read.",
                "",
                "Examples:",
                "  canarywave login https://rollouts.example:9443 --ca ca.pem",
                "  canarywave login https://rollouts.example:9443 --name factory < token.txt",
                ""
            })
    static final class Login extends ServerCommand {
        @Parameters(
                paramLabel = "URL",
                arity = "0..1",
                description = "operator port of the server (default: the one that is known)")
        Optional<String> url = Optional.empty();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "what to call the context (default: host of the URL)")
        Optional<String> name = Optional.empty();

        Login(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            if (url.isPresent()) connection.server = url;
            ServerAddress known = connection.address();
            String context = Contexts.name(name.orElseGet(() -> nameOf(known.base())));
            String token = connection.token.orElseGet(() -> terminal.secret("Token: "));
            if (token.isEmpty())
                throw new Failure(
                        Exit.USAGE,
                        "no token was given: type it, or pipe it as canarywave login URL <"
                                + " token.txt");
            Tree person =
                    new OperatorClient(
                                    new ServerAddress(
                                            known.base(),
                                            Optional.of(token),
                                            known.caPem(),
                                            known.source()))
                            .get("/api/v1/session");
            Contexts contexts = Contexts.of(terminal.environment());
            contexts.with(
                            context,
                            new ContextFile(
                                    contexts.path(),
                                    Optional.of(known.base().toString()),
                                    Optional.of(token),
                                    known.caPem()))
                    .using(context)
                    .save();
            if (output.printed(terminal, person, t -> t.text("name"))) return Exit.DONE;
            terminal.print(
                    "✔ logged in at "
                            + known.base()
                            + " as "
                            + person.text("name")
                            + ", role "
                            + person.text("role"));
            terminal.note("Kept as context " + context + " in " + contexts.path());
            shadow(terminal, connection.data);
            return Exit.DONE;
        }

        private static String nameOf(URI base) {
            return base.getHost().replaceAll("[^A-Za-z0-9._-]", "").replaceFirst("^[._-]+", "");
        }
    }

    /** Says when another file is looked at first. */
    static void shadow(Terminal terminal, Path data) {
        Path nearer = data.resolve(ContextFile.NAME);
        if (Files.isRegularFile(nearer))
            terminal.note("! " + nearer + " goes before it in this folder");
    }

    /** Forgets a token. */
    @Command(
            name = "logout",
            header = {
                "Forgets your token; the server stays known.",
                "",
                "The token itself counts until an admin revokes it: canarywave token revoke.",
                "",
                "Examples:",
                "  canarywave logout",
                "  canarywave logout factory",
                ""
            })
    static final class Logout implements Callable<Integer> {
        private final Session session;

        @Parameters(
                paramLabel = "NAME",
                arity = "0..1",
                description = "context (default: the current one)")
        Optional<String> name = Optional.empty();

        Logout(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Contexts contexts = Contexts.of(terminal.environment());
            Optional<String> meant = name.or(contexts::current);
            if (meant.isEmpty()) {
                terminal.note("Nobody is logged in: there is no current context.");
                return Exit.DONE;
            }
            ContextFile context = contexts.get(meant.get());
            contexts.with(meant.get(), context.withoutToken()).save();
            terminal.print("✔ logged out of context " + meant.get());
            return Exit.DONE;
        }
    }

    /** Tells who one is. */
    @Command(
            name = "whoami",
            header = {
                "Says as whom the commands act, where, and what that person may do.",
                "",
                "Examples:",
                "  canarywave whoami",
                ""
            })
    static final class Whoami extends ServerCommand {
        Whoami(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            OperatorClient client = connection.open();
            Tree person = client.get("/api/v1/session");
            if (output.printed(terminal, person, t -> t.text("name"))) return Exit.DONE;
            terminal.print(person.text("name") + ", role " + person.text("role"));
            terminal.print("  at   " + client.address());
            String rights = String.join(", ", person.texts("rights"));
            terminal.print("  may  " + (rights.isEmpty() ? "look at everything" : rights));
            return Exit.DONE;
        }
    }
}

package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.Callable;

/** What a server thinks of release keys. */
final class ReleaseKeyStateCommands {
    private static final String PATH = "/api/v1/release-keys";

    private ReleaseKeyStateCommands() {}

    /** Lists the keys. */
    @Command(
            name = "list",
            aliases = "ls",
            header = {
                "Lists the release keys that the server knows.",
                "",
                "Examples:",
                "  canarywave release key list",
                ""
            })
    static final class ListAll extends ServerCommand {
        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree answer = connection.open().get(PATH);
            List<Tree> keys = answer.list("keys");
            if (output.printed(session.terminal(), answer, keys, k -> k.text("id")))
                return Exit.DONE;
            Table table = Table.of("KEY", "FINGERPRINT", "STATE", "REASON");
            for (Tree key : keys)
                table.row(key.text("id"), key.text("fingerprint"), state(key), key.text("reason"));
            session.terminal().print(table.lines());
            return Exit.DONE;
        }

        private static String state(Tree key) {
            return key.text("state") + (key.flag("given") ? "" : ", not given at the last start");
        }
    }

    /** Sets what a key is good for. */
    abstract static class Set implements Callable<Integer> {
        private final Session session;
        private final String verb;

        @Mixin Connection connection;
        @Mixin Output output = new Output();

        @Parameters(paramLabel = "KEY", description = "its id")
        String key = "";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                description = "why, for everybody who asks later")
        String reason = "";

        Set(Session session, String verb) {
            this.session = session;
            this.verb = verb;
            this.connection = new Connection(session);
        }

        @Override
        public Integer call() {
            Tree done =
                    connection
                            .open()
                            .post(
                                    PATH + "/" + OperatorClient.part(key) + ":" + verb,
                                    JsonNodeFactory.instance.objectNode().put("reason", reason));
            if (!output.printed(session.terminal(), done, k -> k.text("id")))
                session.terminal().note("✔ key/" + key + " is " + done.text("state"));
            return Exit.DONE;
        }
    }

    /** Retires a key. */
    @Command(
            name = "retire",
            header = {
                "Takes nothing new that this key signs; what it has signed goes on.",
                "",
                "Examples:",
                "  canarywave release key retire rel-69ab861d --reason \"rel-2027 takes over\"",
                ""
            })
    static final class Retire extends Set {
        Retire(Session session) {
            super(session, "retire");
        }
    }

    /** Takes a retirement back. */
    @Command(
            name = "activate",
            header = {
                "Takes what a key signs again after it was retired.",
                "",
                "Examples:",
                "  canarywave release key activate rel-69ab861d",
                ""
            })
    static final class Activate extends Set {
        Activate(Session session) {
            super(session, "activate");
        }
    }

    /** Revokes a key. */
    @Command(
            name = "revoke",
            header = {
                "Lets nothing go out that this key alone has signed, for good.",
                "",
                "Examples:",
                "  canarywave release key revoke rel-69ab861d --reason \"laptop was stolen\"",
                ""
            })
    static final class Revoke extends Set {
        Revoke(Session session) {
            super(session, "revoke");
        }
    }
}

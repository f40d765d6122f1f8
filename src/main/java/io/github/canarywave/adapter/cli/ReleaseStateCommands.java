package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** What becomes of a release that is there. */
final class ReleaseStateCommands {
    private ReleaseStateCommands() {}

    /** A command about one release. */
    abstract static class OfOne extends ServerCommand {
        @Parameters(index = "0", paramLabel = "PRODUCT", description = "what it is for")
        Product product = new Product("unset");

        @Parameters(index = "1", paramLabel = "VERSION", description = "its version")
        Version version = new Version("unset");

        OfOne(Session session) {
            super(session);
        }

        /** Asks for the act; what the server answers. */
        final Tree ask(String act, String field, String text) {
            return ask(act, JsonNodeFactory.instance.objectNode().put(field, text));
        }

        final Tree ask(String act, ObjectNode body) {
            return connection.open().post(ReleaseCommands.path(product, version) + ":" + act, body);
        }

        final boolean printed(Tree release) {
            return output.printed(
                    session.terminal(), release, r -> r.text("product") + " " + r.text("version"));
        }

        final String name() {
            return "release/" + product + " " + version;
        }
    }

    /** Publishes a draft. */
    @Command(
            name = "publish",
            header = {
                "Lets campaigns use a draft, which takes no more files from then on.",
                "",
                "Examples:",
                "  canarywave release publish thermostat-esp32 1.1.0",
                ""
            })
    static final class Publish extends OfOne {
        @Option(
                names = "--lower-security-version",
                description = "also when no known device could take its security version")
        boolean lower;

        Publish(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree release =
                    ask(
                            "publish",
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("lowerSecurityVersion", lower));
            if (!printed(release))
                session.terminal()
                        .note(
                                "✔ "
                                        + name()
                                        + " published with "
                                        + release.list("artifacts").size()
                                        + " files");
            return Exit.DONE;
        }
    }

    /** Takes a release back. */
    @Command(
            name = "revoke",
            header = {
                "Lets nobody have a release any more, for good, and halts the campaigns with it.",
                "",
                "Examples:",
                "  canarywave release revoke thermostat-esp32 1.1.0 --reason \"drains batteries\"",
                ""
            })
    static final class Revoke extends OfOne {
        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "why, for everybody who asks later")
        String reason = "";

        Revoke(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree done = ask("revoke", "reason", reason);
            if (output.printed(session.terminal(), done, d -> d.at("release").text("version")))
                return Exit.DONE;
            List<String> halted = done.texts("halted");
            session.terminal().note("✔ " + name() + " revoked");
            session.terminal()
                    .note(
                            halted.isEmpty()
                                    ? "No campaign was using it."
                                    : "Halted: "
                                            + String.join(", ", halted)
                                            + ". Devices that run it: canarywave rollback NAME");
            return Exit.DONE;
        }
    }

    /** Looks after the files. */
    @Command(
            name = "check",
            header = {
                "Has the server read every file of every release; ends with 1 when one is bad.",
                "",
                "Examples:",
                "  canarywave release check",
                ""
            })
    static final class Check extends ServerCommand {
        Check(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree report =
                    connection
                            .open()
                            .post("/api/v1/artifacts:check", JsonNodeFactory.instance.objectNode());
            List<Tree> bad = report.list("bad");
            if (!output.printed(terminal, report, bad, file -> file.text("sha256"))) {
                for (Tree file : bad)
                    terminal.print(
                            "✖ %s %s   %s"
                                    .formatted(
                                            file.text("sha256"),
                                            file.text("condition"),
                                            String.join(", ", file.texts("releases"))));
                terminal.note(
                        bad.isEmpty()
                                ? "✔ " + report.number("checked") + " files are what was signed"
                                : "error: "
                                        + bad.size()
                                        + " of "
                                        + report.number("checked")
                                        + " files are served to nobody. Add them again: canarywave"
                                        + " release add");
            }
            return bad.isEmpty() ? Exit.DONE : Exit.ERROR;
        }
    }

    /** Writes something about a release. */
    @Command(
            name = "note",
            header = {
                "Sets what people read about a release.",
                "",
                "Examples:",
                "  canarywave release note thermostat-esp32 1.1.0 \"mends the display\"",
                ""
            })
    static final class Note extends OfOne {
        @Parameters(index = "2", paramLabel = "TEXT", description = "takes the place of what stood")
        String text = "";

        Note(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree release = ask("note", "notes", text);
            if (!printed(release)) session.terminal().note("✔ " + name() + " noted");
            return Exit.DONE;
        }
    }
}

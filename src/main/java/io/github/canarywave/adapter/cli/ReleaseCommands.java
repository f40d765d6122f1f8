package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;

/** All that is about releases. */
@Command(
        name = "release",
        aliases = "r",
        header = {
            "Reads, signs, uploads, lists and verifies firmware.",
            "",
            "Examples:",
            "  canarywave release key new ~/keys/release.pem",
            "  canarywave release sign build/thermostat.bin --key ~/keys/release.pem",
            "  canarywave release add build/thermostat.bin",
            "  canarywave release list",
            "  canarywave release verify thermostat-esp32 1.1.0 --export /tmp/check",
            ""
        },
        subcommands = {
            ReleaseAddCommand.class,
            ReleaseSignCommand.class,
            ReleaseCommands.ListAll.class,
            ReleaseCommands.Show.class,
            ReleaseVerifyCommand.class,
            ReleaseStateCommands.Publish.class,
            ReleaseStateCommands.Revoke.class,
            ReleaseStateCommands.Note.class,
            ReleaseSbomCommand.class,
            ReleaseStateCommands.Check.class,
            ReleaseKeyCommands.class
        })
final class ReleaseCommands implements Runnable {
    private static final int DIGEST_SHOWN = 12;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? add, sign, list, show, verify, publish, revoke, note, sbom, check or key");
    }

    /** Where the server keeps a release. */
    static String path(Product product, Version version) {
        return "/api/v1/releases/"
                + OperatorClient.part(product.value())
                + "/"
                + OperatorClient.part(version.value());
    }

    /** Where it keeps the file for a model. */
    static String artifactPath(Product product, Version version, String model) {
        return path(product, version) + "/artifacts/" + OperatorClient.part(model);
    }

    /** Lists releases. */
    @Command(
            name = "list",
            aliases = "ls",
            header = {
                "Lists releases with a line for each file.",
                "",
                "Examples:",
                "  canarywave release list",
                ""
            })
    static final class ListAll extends ServerCommand {
        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree answer = connection.open().get("/api/v1/releases");
            List<Tree> releases = answer.list("releases");
            if (output.printed(
                    terminal, answer, releases, r -> r.text("product") + " " + r.text("version")))
                return Exit.DONE;
            if (releases.isEmpty())
                terminal.note("No release yet. Add one: canarywave release add FILE");
            else terminal.print(table(releases));
            return Exit.DONE;
        }

        private static List<String> table(List<Tree> releases) {
            Table table =
                    Table.of(
                            "PRODUCT",
                            "VERSION",
                            "STATE",
                            "MODEL",
                            ">SIZE",
                            ">SECURITY",
                            "KEY",
                            "SHA-256");
            for (Tree release : releases)
                for (Tree a : release.list("artifacts"))
                    table.row(
                            release.text("product"),
                            release.text("version"),
                            release.text("state"),
                            a.text("model"),
                            Words.bytes(a.number("size")),
                            Long.toString(a.number("securityVersion")),
                            a.text("key"),
                            Words.cut(a.text("sha256"), DIGEST_SHOWN + 1));
            return table.lines();
        }
    }

    /** Shows one release. */
    @Command(
            name = "show",
            header = {
                "Shows one release with all its files.",
                "",
                "Examples:",
                "  canarywave release show thermostat-esp32 1.1.0",
                ""
            })
    static final class Show extends ServerCommand {
        @Parameters(index = "0", paramLabel = "PRODUCT", description = "what it is for")
        Product product = new Product("unset");

        @Parameters(index = "1", paramLabel = "VERSION", description = "its version")
        Version version = new Version("unset");

        Show(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree release = connection.open().get(path(product, version));
            if (!output.printed(
                    session.terminal(), release, r -> r.text("product") + " " + r.text("version")))
                session.terminal().print(lines(release));
            return Exit.DONE;
        }

        private static List<String> lines(Tree release) {
            List<String> lines = new ArrayList<>();
            lines.add("Product:   " + release.text("product"));
            lines.add("Version:   " + release.text("version"));
            String reason = release.text("reason");
            lines.add(
                    "State:     " + release.text("state") + (reason.isEmpty() ? "" : " " + reason));
            if (release.has("notes")) lines.add("Notes:     " + release.text("notes"));
            if (release.has("sbom"))
                lines.add(
                        "SBOM:      "
                                + release.at("sbom").text("form")
                                + ", SHA-256 "
                                + release.at("sbom").text("sha256"));
            release.texts("warnings").forEach(warning -> lines.add("Warning:   " + warning));
            for (Tree a : release.list("artifacts")) {
                lines.add("");
                lines.add("Model:     " + a.text("model"));
                lines.add(
                        "Size:      "
                                + a.number("size")
                                + " bytes ("
                                + Words.bytes(a.number("size"))
                                + ")");
                lines.add("Security:  version " + a.number("securityVersion"));
                lines.add("SHA-256:   " + a.text("sha256"));
                lines.add("Image:     " + a.text("image"));
                for (Tree signature : a.list("signatures")) {
                    String state = signature.text("state");
                    lines.add(
                            "Signed by: "
                                    + signature.text("key")
                                    + (state.equals("active") ? "" : " (" + state + ")"));
                    lines.add("Signature: " + signature.text("signature"));
                }
            }
            return lines;
        }
    }
}

package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Prints the JSON Schema of a file format. */
@Command(
        name = "schema",
        header = {
            "Prints the JSON Schema of a file, for editors and CI.",
            "",
            "Examples:",
            "  canarywave schema campaign > campaign.v1.json",
            "",
            "An editor with a YAML language server completes and checks a file that begins with:",
            "  # yaml-language-server: $$schema=campaign.v1.json",
            ""
        })
final class SchemaCommand implements Callable<Integer> {
    /** The formats that have a schema. */
    enum Format {
        CAMPAIGN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Session session;

    @Parameters(paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}")
    Format format = Format.CAMPAIGN;

    SchemaCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().print(text("/schema/" + format + ".v1.json").stripTrailing());
        return Exit.DONE;
    }

    private static String text(String resource) {
        try (InputStream in = SchemaCommand.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException(resource + " is not in the jar");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

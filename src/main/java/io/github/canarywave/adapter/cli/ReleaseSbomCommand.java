package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** Tells the server what a release is made of. */
@Command(
        name = "sbom",
        header = {
            "Keeps a list of what a release is made of: CycloneDX or SPDX, as JSON.",
            "",
            "Examples:",
            "  canarywave release sbom thermostat-esp32 1.1.0 build/bom.json",
            ""
        })
final class ReleaseSbomCommand extends ReleaseStateCommands.OfOne {
    @Parameters(
            index = "2",
            paramLabel = "FILE",
            description = "takes the place of a list that stood")
    Path file = Path.of("");

    ReleaseSbomCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        byte[] content = ReleaseSource.read(file);
        Tree release;
        try (Upload upload = new Upload(content, session.terminal())) {
            String path = ReleaseCommands.path(product, version) + "/sbom";
            release = connection.open().put(path, upload.body());
        }
        if (!printed(release))
            session.terminal()
                    .note("✔ " + name() + " has an SBOM: " + release.at("sbom").text("form"));
        return Exit.DONE;
    }
}

package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Version;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Updates one device by a campaign of its own. */
@Command(
        name = "update",
        header = {
            "Updates one device, through the same rules as a campaign.",
            "",
            "Examples:",
            "  canarywave update th-00a1f2 --to 1.1.0",
            ""
        })
final class UpdateCommand extends ServerCommand {
    @Parameters(paramLabel = "DEVICE", description = "its id")
    DeviceId device = new DeviceId("unset");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "VERSION",
            description = "version that it shall run")
    Version version = new Version("unset");

    UpdateCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Tree status =
                connection
                        .open()
                        .post(
                                "/api/v1/updates",
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("device", device.value())
                                        .put("version", version.value()));
        if (!output.printed(session.terminal(), status, s -> s.text("name")))
            session.terminal().print(ApplyCommand.started(status));
        return Exit.DONE;
    }
}

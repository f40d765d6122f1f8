package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.domain.fleet.Version;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Optional;

/** Goes back. */
@Command(
        name = "rollback",
        header = {
            "Brings devices that run the release of a stopped campaign back to the one before.",
            "",
            "Examples:",
            "  canarywave rollback thermostat-1.1.0 --reason \"sensors drift\" --yes",
            "  canarywave rollback thermostat-1.1.0 --to 1.0.0 --reason \"sensors drift\"",
            ""
        })
final class RollbackCommand extends ControlCommands.Control {
    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "release to go back to; without it the one confirmed last before")
    Optional<Version> to = Optional.empty();

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask; needed where nobody can answer")
    boolean yes;

    RollbackCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (!yes && !session.terminal().interactive())
            throw new Failure(Exit.USAGE, "rollback starts a campaign: confirm it with --yes");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("reason", reasonOrAsk("rollback"));
        to.ifPresent(version -> body.put("to", version.value()));
        if (!yes && !session.terminal().agrees("Roll " + name + " back?"))
            throw Failure.raw(Exit.ERROR, "Nothing was done: " + name + " stays as it is.");
        Tree status = send("rollback", body);
        if (!output.printed(session.terminal(), status, s -> s.text("name")))
            session.terminal().print(ApplyCommand.started(status));
        return Exit.DONE;
    }
}

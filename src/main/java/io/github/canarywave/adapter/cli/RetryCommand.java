package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Optional;

/** Tries devices again. */
@Command(
        name = "retry",
        header = {
            "Tries devices of a running campaign again that have failed.",
            "",
            "Examples:",
            "  canarywave retry thermostat-1.1.0 --failed",
            "  canarywave retry thermostat-1.1.0 --error health-check --reason \"sensor replaced\"",
            ""
        })
final class RetryCommand extends ControlCommands.Control {
    /** Which devices. */
    static final class Which {
        @Option(names = "--failed", description = "all whose failure counts against the release")
        boolean failed;

        @Option(names = "--error", paramLabel = "CODE", description = "those with this code")
        Optional<String> code = Optional.empty();
    }

    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    RetryCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("reason", reason.orElse(""));
        which.code.ifPresentOrElse(
                code -> body.put("code", code), () -> body.put("failed", which.failed));
        Tree answer = send("retry", body);
        if (!output.printed(session.terminal(), answer, a -> a.at("status").text("name")))
            session.terminal()
                    .print(
                            "✔ "
                                    + Words.count(answer.number("retried"), "device")
                                    + " of "
                                    + name
                                    + " will be tried again");
        return Exit.DONE;
    }
}

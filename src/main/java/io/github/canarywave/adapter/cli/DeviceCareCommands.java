package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** Labels devices, and keeps campaigns from commanding them. */
final class DeviceCareCommands {
    private DeviceCareCommands() {}

    /** Changes the labels of a device. */
    @Command(
            name = "label",
            header = {
                "Changes the labels of a device. Cohorts that are frozen stay as they are.",
                "",
                "Examples:",
                "  canarywave device label th-00a1f2 ring=beta site=north",
                "  canarywave device label th-00a1f2 ring-",
                ""
            })
    static final class Label extends DeviceCommands.OfOne {
        @Parameters(
                arity = "1..*",
                index = "1..*",
                paramLabel = "CHANGE",
                description = "KEY=VALUE sets a label, KEY- takes it away")
        List<String> changes = List.of();

        Label(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ObjectNode set = body.putObject("set");
            ArrayNode remove = body.putArray("remove");
            for (String change : changes) {
                int sign = change.indexOf('=');
                if (sign > 0) set.put(change.substring(0, sign), change.substring(sign + 1));
                else if (sign < 0 && change.endsWith("-") && change.length() > 1)
                    remove.add(change.substring(0, change.length() - 1));
                else
                    throw new Failure(
                            Exit.USAGE, "write KEY=VALUE or KEY-, got \"" + change + "\"");
            }
            Tree answer = connection.open().post(path() + ":label", body);
            if (!output.printed(session.terminal(), answer, d -> d.text("id")))
                session.terminal()
                        .print("✔ device/" + device + ": " + said(DeviceText.labels(answer)));
            return Exit.DONE;
        }

        private static String said(String labels) {
            return labels.isEmpty() ? "no label is left" : labels;
        }
    }

    /** Keeps every campaign from commanding a device. */
    @Command(
            name = "hold",
            header = {
                "Keeps every campaign from commanding a device, until unhold.",
                "",
                "It stays in the cohorts it is in. What it was commanded before goes on: halt the",
                "campaign to take that back.",
                "",
                "Examples:",
                "  canarywave device hold th-00a1f2 --reason \"on the bench of the lab\"",
                ""
            })
    static final class Hold extends DeviceCommands.OfOne {
        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "why; stands in every explanation of the device")
        String reason = "";

        Hold(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
            Tree answer = connection.open().post(path() + ":hold", body);
            if (!output.printed(session.terminal(), answer, d -> d.text("id")))
                session.terminal().print("■ device/" + device + " is held " + answer.text("held"));
            return Exit.DONE;
        }
    }

    /** Lets campaigns command a device again. */
    @Command(
            name = "unhold",
            header = {
                "Lets campaigns command a device again.",
                "",
                "Examples:",
                "  canarywave device unhold th-00a1f2",
                ""
            })
    static final class Unhold extends DeviceCommands.OfOne {
        @Option(names = "--reason", paramLabel = "TEXT", description = "why; kept in its history")
        String reason = "";

        Unhold(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
            Tree answer = connection.open().post(path() + ":unhold", body);
            if (!output.printed(session.terminal(), answer, d -> d.text("id")))
                session.terminal().print("✔ device/" + device + " is held no more");
            return Exit.DONE;
        }
    }
}

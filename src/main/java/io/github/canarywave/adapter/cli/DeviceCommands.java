package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All that is about devices. */
@Command(
        name = "device",
        aliases = "d",
        header = {
            "Registers devices, lists them, and says what happened to each and why.",
            "",
            "Examples:",
            "  canarywave device add th-00a1f2 --model thermostat-esp32 --label site=north",
            "  canarywave device list --campaign thermostat-1.1.0 --code health-check",
            "  canarywave device history th-00a1f2",
            "  canarywave device explain th-00a1f2",
            "  canarywave device hold th-00a1f2 --reason \"on the bench of the lab\"",
            ""
        },
        subcommands = {
            DeviceCommands.Add.class,
            DeviceListCommand.class,
            DeviceCommands.Get.class,
            DeviceCommands.History.class,
            DeviceCommands.Explain.class,
            DeviceCareCommands.Label.class,
            DeviceCareCommands.Hold.class,
            DeviceCareCommands.Unhold.class,
            CertificateCommands.Issue.class,
            CertificateCommands.Revoke.class
        })
final class DeviceCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? add, list, get, history, explain, label, hold, unhold,"
                        + " certificate or revoke-certificate");
    }

    /** What the commands about one device have. */
    abstract static class OfOne extends ServerCommand {
        @Parameters(paramLabel = "DEVICE", description = "its id")
        DeviceId device = new DeviceId("unset");

        OfOne(Session session) {
            super(session);
        }

        String path() {
            return "/api/v1/devices/" + OperatorClient.part(device.value());
        }
    }

    /** Registers a device. */
    @Command(
            name = "add",
            header = {
                "Registers a device and prints its token, which is told only once.",
                "",
                "Examples:",
                "  canarywave device add th-00a1f2 --model thermostat-esp32 --label site=north",
                ""
            })
    static final class Add extends OfOne {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "MODEL",
                description = "hardware kind")
        Model model = new Model("unset");

        @Option(names = "--label", paramLabel = "KEY=VALUE", description = "repeatable")
        Map<String, String> labels = new LinkedHashMap<>();

        @Option(
                names = "--mosquitto",
                description = "also print the line for the password file of a Mosquitto broker")
        boolean mosquitto;

        Add(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            OperatorClient client = connection.open();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("id", device.value()).put("model", model.value());
            ObjectNode all = body.putObject("labels");
            labels.forEach(all::put);
            Tree answer = client.post("/api/v1/devices", body);
            if (output.printed(terminal, answer, a -> a.at("device").text("id"))) return Exit.DONE;
            terminal.note("✔ device/" + device + " registered as " + model);
            terminal.print("client id, user name:  " + device);
            terminal.print("password (token):      " + answer.text("token"));
            if (mosquitto)
                terminal.print("passwords, one line:   " + userLine(answer.text("token")));
            terminal.note("The token is told only now: the server keeps its digest alone.");
            client.address()
                    .caPem()
                    .ifPresent(pem -> terminal.print("CA certificate:\n" + pem.strip()));
            return Exit.DONE;
        }

        private String userLine(String token) {
            return session.ports().brokers().userLine(BrokerKind.MOSQUITTO, device, token);
        }
    }

    /** Shows one device. */
    @Command(
            name = "get",
            header = {
                "Shows one device as it was last heard.",
                "",
                "Examples:",
                "  canarywave device get th-00a1f2",
                ""
            })
    static final class Get extends OfOne {
        Get(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Tree answer = connection.open().get(path());
            if (!output.printed(session.terminal(), answer, d -> d.text("id")))
                session.terminal().print(DeviceText.lines(answer, session.terminal()));
            return Exit.DONE;
        }
    }

    /** Tells what happened to one device. */
    @Command(
            name = "history",
            header = {
                "Tells what happened to one device, the oldest first.",
                "",
                "Examples:",
                "  canarywave device history sim-0037",
                "  canarywave device history sim-0037 --limit 500 -o ndjson",
                ""
            })
    static final class History extends OfOne {
        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "how many facts, the newest (default: ${DEFAULT-VALUE})")
        int limit = 100;

        History(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree answer = connection.open().get(path() + "/history?limit=" + limit);
            if (output.printed(terminal, answer, answer.list("facts"), f -> f.text("what")))
                return Exit.DONE;
            if (answer.list("facts").isEmpty())
                terminal.note("Nothing happened to " + device + " yet.");
            terminal.print(HistoryText.lines(answer.list("facts"), terminal));
            return Exit.DONE;
        }
    }

    /** Says why one device is or is not updated. */
    @Command(
            name = "explain",
            header = {
                "Says why one device is or is not updated, for each campaign that has it.",
                "",
                "Examples:",
                "  canarywave device explain th-00a1f2",
                "  canarywave device explain th-00a1f2 --at 2026-11-20T14:30:00Z",
                ""
            })
    static final class Explain extends OfOne {
        @Option(
                names = "--at",
                paramLabel = "INSTANT",
                description = "what held then, from the stored decisions (default: now)")
        Optional<String> at = Optional.empty();

        Explain(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Terminal terminal = session.terminal();
            Tree answer = connection.open().get(path() + "/explain" + query());
            if (output.printed(
                    terminal, answer, answer.list("explanations"), e -> e.text("campaign")))
                return Exit.DONE;
            if (answer.list("explanations").isEmpty())
                terminal.note("No campaign has " + device + ".");
            for (Tree explanation : answer.list("explanations"))
                terminal.print(ExplanationText.ofDevice(explanation, terminal));
            return Exit.DONE;
        }

        private String query() {
            return at.map(t -> "?at=" + OperatorClient.part(t)).orElse("");
        }
    }
}

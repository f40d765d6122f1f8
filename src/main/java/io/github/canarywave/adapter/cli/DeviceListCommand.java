package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Lists devices, page by page. */
@Command(
        name = "list",
        aliases = "ls",
        header = {
            "Lists devices by id.",
            "",
            "Examples:",
            "  canarywave device list",
            "  canarywave device list --campaign thermostat-1.1.0 --code health-check",
            "  canarywave device list --state Lost -o name",
            "  canarywave device list -l site=north,ring!=lab",
            "  canarywave device list -l \"campaign=thermostat-1.1.0,error=health-check\"",
            "  canarywave device list -l \"version in (1.0.0,1.0.1),online=no,held=no\"",
            ""
        })
final class DeviceListCommand implements Callable<Integer> {
    /** Devices that one call of the server answers. */
    private static final int PAGE = 500;

    private final Session session;

    @Mixin Connection connection;
    @Mixin Output output = new Output();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "S",
            description =
                    "only those that match all of: k=v, k!=v, k in (a,b), k notin (a,b), k>3, k<3,"
                            + " k, !k, with commas between them. k is a label, or model, version,"
                            + " online, held, campaign, state, error")
    Optional<String> selector = Optional.empty();

    @Option(names = "--campaign", paramLabel = "NAME", description = "only those it has")
    Optional<String> campaign = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only those with an attempt in this state, as RolledBack")
    Optional<String> state = Optional.empty();

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "only those with an attempt that ended with this code")
    Optional<String> code = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "at most so many (default: ${DEFAULT-VALUE})")
    int limit = 1_000;

    DeviceListCommand(Session session) {
        this.session = session;
        this.connection = new Connection(session);
    }

    @Override
    public Integer call() {
        Terminal terminal = session.terminal();
        if (limit < 1) throw new Failure(Exit.USAGE, "--limit must be 1 or more, got " + limit);
        List<Tree> found = find(connection.open());
        boolean more = found.size() > limit;
        List<Tree> devices = more ? found.subList(0, limit) : found;
        if (!output.printed(terminal, document(devices), devices, d -> d.text("id"))) {
            if (devices.isEmpty()) terminal.note("No such device.");
            else terminal.print(table(devices));
        }
        if (more) terminal.note("There are more than " + limit + ": see --limit");
        return Exit.DONE;
    }

    /** One more than wished where there are more. */
    private List<Tree> find(OperatorClient client) {
        List<Tree> found = new ArrayList<>();
        String after = "";
        do {
            Tree page =
                    client.get(
                            "/api/v1/devices?limit="
                                    + PAGE
                                    + selector.map(s -> "&selector=" + OperatorClient.part(s))
                                            .orElse("")
                                    + (after.isEmpty()
                                            ? ""
                                            : "&after=" + OperatorClient.part(after)));
            page.list("devices").stream().filter(this::wanted).forEach(found::add);
            after = page.text("next");
        } while (!after.isEmpty() && found.size() <= limit);
        return found;
    }

    private boolean wanted(Tree device) {
        if (campaign.isEmpty() && state.isEmpty() && code.isEmpty()) return true;
        return device.list("attempts").stream().anyMatch(this::wantedAttempt);
    }

    private boolean wantedAttempt(Tree attempt) {
        return campaign.map(c -> c.equals(attempt.text("campaign"))).orElse(true)
                && state.map(s -> s.equalsIgnoreCase(attempt.text("state"))).orElse(true)
                && code.map(c -> c.equals(attempt.text("code"))).orElse(true);
    }

    private static Tree document(List<Tree> devices) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode list = document.putArray("devices");
        devices.forEach(d -> list.add(d.node()));
        return new Tree(document);
    }

    private List<String> table(List<Tree> devices) {
        Table table = Table.of("ID", "MODEL", "VERSION", "ONLINE", "STATE", "CAMPAIGN");
        for (Tree device : devices) {
            List<Tree> attempts =
                    device.list("attempts").stream().filter(this::wantedAttempt).toList();
            Tree last = attempts.isEmpty() ? Tree.empty() : attempts.getFirst();
            table.row(
                    device.text("id"),
                    device.text("model"),
                    known(device, "version"),
                    device.flag("online") ? "yes" : "no",
                    DeviceText.state(last),
                    known(last, "campaign"));
        }
        return table.lines();
    }

    private static String known(Tree tree, String field) {
        return tree.has(field) ? tree.text(field) : "-";
    }
}

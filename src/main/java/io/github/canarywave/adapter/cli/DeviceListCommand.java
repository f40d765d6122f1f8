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
import java.util.StringJoiner;
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
            "  canarywave device list --model esp32-rev3 --version 1.0.0 --online=no",
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

    @Option(names = "--model", paramLabel = "MODEL", description = "only those of this model")
    Optional<String> model = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "only those that say they run this version")
    Optional<String> version = Optional.empty();

    @Option(
            names = "--online",
            paramLabel = "yes|no",
            arity = "0..1",
            fallbackValue = "yes",
            description = "only those that are there, or that are not")
    Optional<String> online = Optional.empty();

    @Option(
            names = "--held",
            paramLabel = "yes|no",
            arity = "0..1",
            fallbackValue = "yes",
            description = "only those on hold, or those that are not")
    Optional<String> held = Optional.empty();

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
        yesOrNo("--online", online);
        yesOrNo("--held", held);
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

    private static void yesOrNo(String option, Optional<String> value) {
        if (value.filter(v -> !v.equals("yes") && !v.equals("no")).isPresent())
            throw new Failure(Exit.USAGE, option + " must be yes or no, got " + value.get());
    }

    /** All that is asked for, so that the server looks at nothing else. */
    private String wholeSelector() {
        StringJoiner parts = new StringJoiner(",");
        selector.ifPresent(parts::add);
        campaign.ifPresent(c -> parts.add("campaign=" + c));
        state.ifPresent(s -> parts.add("state=" + DeviceText.stateWord(s)));
        code.ifPresent(c -> parts.add("error=" + c));
        model.ifPresent(m -> parts.add("model=" + m));
        version.ifPresent(v -> parts.add("version=" + v));
        online.ifPresent(o -> parts.add("online=" + o));
        held.ifPresent(h -> parts.add("held=" + h));
        return parts.toString();
    }

    /** One more than wished where there are more. */
    private List<Tree> find(OperatorClient client) {
        String whole = wholeSelector();
        List<Tree> found = new ArrayList<>();
        String after = "";
        do {
            Tree page =
                    client.get(
                            "/api/v1/devices?limit="
                                    + PAGE
                                    + (whole.isEmpty()
                                            ? ""
                                            : "&selector=" + OperatorClient.part(whole))
                                    + (after.isEmpty()
                                            ? ""
                                            : "&after=" + OperatorClient.part(after)));
            found.addAll(page.list("devices"));
            after = page.text("next");
        } while (!after.isEmpty() && found.size() <= limit);
        return found;
    }

    /** Whether it is the attempt that was asked for: a device has one in each campaign. */
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

package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.Optional;

/** Follows a campaign until it is over. */
@Command(
        name = "watch",
        header = {
            "Follows a campaign live until it is over; ends with 3 when it was stopped.",
            "",
            "Examples:",
            "  canarywave watch thermostat-1.1.0",
            "  canarywave watch thermostat-1.1.0 --until wave=canary --timeout 30m",
            "  canarywave watch thermostat-1.1.0 -o ndjson",
            ""
        })
final class WatchCommand extends ServerCommand {
    @Parameters(paramLabel = "NAME", description = "name of the campaign")
    String name = "";

    @Option(
            names = "--until",
            paramLabel = "GOAL",
            description = "done, or wave=NAME (default: done)")
    Goal goal = new Goal.Done();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "watch at most this long, as 30m; then end with 124")
    Optional<Duration> timeout = Optional.empty();

    WatchCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        return new Watcher(connection.open(), name, view(), goal, timeout).run();
    }

    private StatusView view() {
        Terminal terminal = session.terminal();
        return switch (output.form) {
            case JSON, NDJSON -> new MachineView(terminal);
            case NAME -> throw new Failure(Exit.USAGE, "watch prints table or ndjson, got -o name");
            case TABLE -> terminal.redraws() ? new LiveView(terminal) : new LineView(terminal);
        };
    }
}

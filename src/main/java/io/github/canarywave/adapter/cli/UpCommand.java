package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** Everything in one process. */
@Command(
        name = "up",
        header = {
            "Runs server, broker and a simulated fleet in one process.",
            "",
            "Examples:",
            "  canarywave up",
            "  canarywave up --devices 500 --seed 7 --fail 1.1.0=0.15",
            ""
        })
final class UpCommand implements Callable<Integer> {
    private final Session session;

    @Mixin ServerFlags server = new ServerFlags();
    @Mixin FleetFlags fleet = new FleetFlags();

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (fleet.devices > UpOptions.MAX_DEVICES)
            throw new Failure(
                    Exit.USAGE,
                    "--devices must be at most "
                            + UpOptions.MAX_DEVICES
                            + " in one process, got "
                            + fleet.devices
                            + ". For more run canarywave serve and canarywave sim run.");
        fleet.check(0, UpOptions.MAX_DEVICES);
        return session.ports()
                .server()
                .up(
                        new UpOptions(
                                server.settings(),
                                fleet.devices,
                                fleet.seed,
                                fleet.fails,
                                fleet.scale));
    }
}

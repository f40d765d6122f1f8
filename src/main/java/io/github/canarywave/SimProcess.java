package io.github.canarywave;

import io.github.canarywave.adapter.cli.DeviceRegistration;
import io.github.canarywave.adapter.cli.FailRate;
import io.github.canarywave.adapter.cli.FleetLauncher;
import io.github.canarywave.adapter.cli.ServerAddress;
import io.github.canarywave.adapter.cli.SimRunOptions;
import io.github.canarywave.adapter.cli.Terminal;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.sim.Behaviour;
import io.github.canarywave.sim.DeviceAccount;
import io.github.canarywave.sim.Fleet;
import io.github.canarywave.sim.FleetOptions;
import io.github.canarywave.sim.Timing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Runs simulated devices in this process against a server elsewhere, until the process is told to
 * end.
 */
final class SimProcess implements FleetLauncher {
    private final Terminal terminal;

    SimProcess(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int run(SimRunOptions options) {
        Path ca = options.data().resolve("pki/ca.pem");
        VerifyingKey release = publicKey(options, "release.pub.pem", KeyNames.RELEASE);
        VerifyingKey command = publicKey(options, "command.pub.pem", KeyNames.COMMAND);
        List<DeviceAccount> accounts = accounts(options);
        FleetOptions.Builder builder =
                FleetOptions.to(options.mqttHost(), options.mqttPort())
                        .devices(accounts)
                        .model(options.model().value())
                        .version(options.version().value())
                        .seed(options.seed())
                        .releaseKeys(Map.of(release.kid(), DemoFleet.publicKey(release.pem())))
                        .commandKeys(Map.of(command.kid(), DemoFleet.publicKey(command.pem())))
                        .verify(options.verify())
                        .timing(Timing.LIFELIKE.scaled(options.scale()));
        builder.tls(ca);
        if (!options.tls()) builder.plainMqtt();
        options.ledger().ifPresent(builder::ledger);
        for (FailRate fail : options.fails())
            builder.behaviour(fail.version().value(), Behaviour.GOOD.withFail(fail.rate()));
        return run(builder.build());
    }

    private int run(FleetOptions options) {
        CountDownLatch end = new CountDownLatch(1);
        long start = System.nanoTime();
        try (Fleet fleet = Fleet.start(options)) {
            // Not those online now: one may have lost its connection again by the time of saying.
            var _ =
                    fleet.allOnline()
                            .thenRun(
                                    () ->
                                            terminal.err()
                                                    .println(
                                                            options.devices().size()
                                                                    + " devices online in "
                                                                    + (System.nanoTime() - start)
                                                                            / 1_000_000
                                                                    + " ms"));
            Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
            end.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }

    private static VerifyingKey publicKey(SimRunOptions options, String file, String use) {
        return KeyNames.loadPublic(options.data().resolve("keys").resolve(file), use);
    }

    private List<DeviceAccount> accounts(SimRunOptions options) {
        Path file = options.data().resolve("demo").resolve(options.prefix() + "devices.csv");
        ServerAddress server = options.server();
        DeviceRegistration registration = new DeviceRegistration(server, options.model());
        return new Accounts(file)
                .open(
                        options.devices(),
                        options.prefix(),
                        id -> registration.register(new DeviceId(id)));
    }
}

package io.github.canarywave;

import io.github.canarywave.adapter.cli.ReleaseKeyFlag;
import io.github.canarywave.adapter.cli.ServeOptions;
import io.github.canarywave.adapter.cli.ServerLauncher;
import io.github.canarywave.adapter.cli.ServerSettings;
import io.github.canarywave.adapter.cli.Terminal;
import io.github.canarywave.adapter.cli.UpOptions;
import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.sim.Fleet;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a server in this process until the process is told to end. */
final class ServerProcess implements ServerLauncher {
    /** Longest wait for the simulated fleet before the server is announced without it. */
    private static final Duration FLEET = Duration.ofMinutes(2);

    private final Terminal terminal;

    ServerProcess(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int up(UpOptions options) {
        ServerFolder folder = ServerFolder.open(options.server().data());
        VerifyingKey releaseKey =
                KeyNames.openOrMake(folder.releaseKey(), KeyNames.RELEASE).verifyingKey();
        return run(options.server(), List.of(releaseKey), server -> withFleet(server, options));
    }

    @Override
    public int serve(ServeOptions options) {
        try {
            return run(options.server(), releaseKeys(options.releaseKeys()), this::announce);
        } catch (KeysUnavailable | IllegalArgumentException e) {
            terminal.err().println("error: " + e.getMessage());
            return 1;
        }
    }

    private static List<VerifyingKey> releaseKeys(List<ReleaseKeyFlag> given) {
        return given.stream()
                .map(key -> KeyNames.loadPublic(key.file(), KeyNames.RELEASE, key.id()))
                .toList();
    }

    private interface Ready {
        AutoCloseable start(Server server);
    }

    private int run(ServerSettings settings, List<VerifyingKey> releaseKeys, Ready ready) {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (Server server = Server.start(settings, releaseKeys);
                AutoCloseable _ = ready.start(server)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> await(end, ended)));
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            terminal.err().println("error: " + e.getMessage());
            return 1;
        } catch (Exception e) {
            throw new IllegalStateException("the fleet did not close", e);
        } finally {
            ended.countDown();
        }
        return 0;
    }

    /** In the shutdown hook: lets the server close before the process is gone. */
    private static void await(CountDownLatch end, CountDownLatch ended) {
        end.countDown();
        try {
            if (!ended.await(20, TimeUnit.SECONDS)) System.err.println("closing took too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AutoCloseable announce(Server server) {
        String host = server.operatorUrl.replaceFirst("https://", "").replaceFirst(":.*", "");
        server.broker.announcement(host).forEach(this::line);
        line("✔ devices     https://" + host + ":" + server.downloadPorts.port());
        server.downloadPorts
                .constrainedPort()
                .ifPresent(port -> line("✔ small       https://" + host + ":" + port));
        line("✔ server      " + server.operatorUrl + " (CA in " + server.pki.caFile() + ")");
        line(
                "Open "
                        + server.operatorUrl
                        + "/login/"
                        + server.operatorServer.newTicket()
                        + " (once)");
        terminal.out().flush();
        return () -> {};
    }

    private AutoCloseable withFleet(Server server, UpOptions options) {
        announce(server);
        line(
                "! release key "
                        + server.releaseKeys.getFirst().kid()
                        + " lies on this server: fine for trying out; keep it elsewhere and use serve for real fleets");
        if (options.devices() == 0) return () -> {};
        long start = System.nanoTime();
        Fleet fleet = new DemoFleet(server).start(options);
        try {
            fleet.allOnline().get(FLEET.toSeconds(), TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            line(
                    "✔ fleet       "
                            + options.devices()
                            + " simulated thermostats online in "
                            + String.format(Locale.ROOT, "%.1f s", seconds));
        } catch (TimeoutException e) {
            line(
                    "! fleet       "
                            + fleet.online()
                            + " of "
                            + options.devices()
                            + " devices are online so far");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            fleet.close();
            throw new IllegalStateException("the simulated fleet did not start", e);
        }
        line(
                "  images      "
                        + server.folder.path().resolve("demo")
                        + "/thermostat-1.1.0.bin, -1.1.1.bin");
        terminal.out().flush();
        return fleet;
    }

    private void line(String text) {
        terminal.out().println("  " + text);
        terminal.out().flush();
    }
}

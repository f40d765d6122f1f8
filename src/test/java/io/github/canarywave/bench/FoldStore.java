package io.github.canarywave.bench;

import io.github.canarywave.adapter.store.SqliteStore;
import io.github.canarywave.app.Counters;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.TurnLoop;
import io.github.canarywave.app.Turns;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/**
 * Measures the product's fold without a broker: the turn loop on a real database takes signals of
 * many devices as fast as it can; beside it the bare batches of {@link BareRows}, round by round.
 */
final class FoldStore implements AutoCloseable {
    private static final Model MODEL = new Model(Seed.MODEL);

    private final int devices;
    private final Path file;
    private final Store store;
    private final Inbox inbox = new Inbox();
    private final PaperChannel channel = new PaperChannel(inbox);
    private final TurnLoop loop;

    /** What the turns have used of a processor while reports were folded in this round. */
    private long turnCpu;

    private FoldStore(Path folder, int devices) {
        this.devices = devices;
        file = folder.resolve("fold.db");
        store = SqliteStore.open(file, Seed::campaign);
        Turns turns = new Turns(store, channel, channel, channel, new Counters());
        loop = new TurnLoop(turns, store, inbox, channel, Instant::now);
        for (int from = 0; from < devices; from += Inbox.LIMIT / 2) register(from);
        loop.start();
    }

    /** Arguments: folder, devices, rounds. Prints one line of JSON for each round. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int devices = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        try (FoldStore fold = new FoldStore(folder, devices)) {
            for (int round = 1; round <= rounds; round++) {
                double ours = fold.round(round);
                long cpu = cpuNanos(Thread.currentThread());
                double bare = BareRows.round(fold.file, folder.resolve("bare.db"), devices);
                cpu = cpuNanos(Thread.currentThread()) - cpu;
                System.out.printf(
                        Locale.ROOT,
                        "{\"ours\":%.0f,\"bare\":%.0f,\"ours_cpu_us\":%.1f,\"bare_cpu_us\":%.1f}%n",
                        ours,
                        bare,
                        fold.turnCpu / 4e3 / devices,
                        cpu / 4e3 / devices);
            }
        }
        System.exit(0);
    }

    /** What the thread has used of a processor until now. */
    private static long cpuNanos(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    private static Thread turnThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("turns"))
                .findAny()
                .orElseThrow();
    }

    private void register(int from) {
        store.write(
                tx -> {
                    for (int i = from; i < Math.min(devices, from + Inbox.LIMIT / 2); i++)
                        tx.register(
                                Device.registered(new DeviceId(Seed.id(i)), MODEL, Map.of()), "");
                    return tx;
                });
    }

    /** One campaign to its end; reports folded in a second, births left out. */
    private double round(int round) throws InterruptedException {
        String version = "9.0." + round;
        feed(i -> birth(i, "1." + round, 2L * round, "a" + round));
        channel.expect(devices);
        String text =
                "apiVersion: canarywave/v1\nkind: Campaign\nmetadata: {name: fold-"
                        + round
                        + "}\nspec:\n  release: {product: bench, version: \""
                        + version
                        + "\"}\n  waves: [{name: all, upTo: 100%, gates: []}]\n  pace: {window: off, inFlight: "
                        + devices
                        + ", start: 10000000/min}\n";
        Campaign campaign = Seed.campaign(text);
        store.write(
                tx -> {
                    tx.create(Rollout.preparing(campaign, release(version)), text, Instant.now());
                    return tx;
                });
        channel.awaitCommands();
        turnCpu = 0;
        long nanos = fold(i -> report(i, round, 1, WireState.ACCEPTED));
        nanos += fold(i -> report(i, round, 2, WireState.INSTALLING));
        nanos += fold(i -> report(i, round, -1, WireState.REBOOTING));
        feed(i -> birth(i, version, 2L * round + 1, "b" + round));
        nanos += fold(i -> report(i, round, 3, WireState.CONFIRMED));
        return 4.0 * devices / (nanos / 1e9);
    }

    private interface Signal {
        Heard of(int device);
    }

    private long fold(Signal signal) throws InterruptedException {
        Thread turns = turnThread();
        long before = cpuNanos(turns);
        long nanos = feed(signal);
        turnCpu += cpuNanos(turns) - before;
        return nanos;
    }

    /** Hands a signal of each device over; nanoseconds until all are on disk. */
    private long feed(Signal signal) throws InterruptedException {
        CountDownLatch stored = new CountDownLatch(devices);
        Heard[] signals = new Heard[devices];
        for (int i = 0; i < devices; i++) signals[i] = counting(signal.of(i), stored);
        long start = System.nanoTime();
        for (Heard heard : signals) while (!inbox.offer(heard)) Thread.onSpinWait();
        stored.await();
        return System.nanoTime() - start;
    }

    private static Heard counting(Heard heard, CountDownLatch stored) {
        return switch (heard) {
            case Heard.Reported r -> new Heard.Reported(r.device(), r.report(), stored::countDown);
            case Heard.Born b -> new Heard.Born(b.device(), b.birth(), stored::countDown);
            default -> throw new IllegalArgumentException("neither report nor birth: " + heard);
        };
    }

    private Heard report(int device, int round, int seq, WireState state) {
        DeviceId id = new DeviceId(Seed.id(device));
        String text = id.value() + " " + round + " " + state;
        return new Heard.Reported(
                id,
                new Report(
                        new SessionId("a" + round),
                        seq < 0 ? OptionalLong.empty() : OptionalLong.of(seq),
                        channel.commandOf(id),
                        state,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Sha256.of(text.getBytes(StandardCharsets.UTF_8))),
                Heard.Receipt.NONE);
    }

    private static Heard birth(int device, String version, long boot, String session) {
        Birth birth =
                new Birth(
                        MODEL,
                        new Running(new Version(version), Optional.of(digest(version)), 0),
                        Optional.empty(),
                        boot,
                        "update",
                        new SessionId(session),
                        1,
                        0,
                        0,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of());
        return new Heard.Born(new DeviceId(Seed.id(device)), birth, Heard.Receipt.NONE);
    }

    private static Release release(String version) {
        ArtifactContent content =
                new ArtifactContent(
                        MODEL,
                        new Version(version),
                        0,
                        1_000,
                        digest("file " + version),
                        "bench",
                        "A".repeat(86));
        return new Release(
                new ReleaseName(new Product("bench"), new Version(version)),
                Map.of(MODEL, new Artifact(content, digest(version))));
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        loop.close();
        store.close();
    }
}

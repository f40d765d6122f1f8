package io.github.canarywave.app;

import io.github.canarywave.adapter.store.SqliteStore;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Measures what watching a big rollout asks of SQLite: run with the number of devices (1 000 000
 * when none is given). No test, because it takes minutes on a busy machine.
 */
final class MillionPictures {
    private static final int ROWS = 5_000;
    private static final int ROUNDS = 21;

    private MillionPictures() {}

    static void main(String[] args) throws Exception {
        int devices = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("pictures");
        Campaign campaign = Samples.campaign();
        try (SqliteStore store = SqliteStore.open(folder.resolve("p.db"), _ -> campaign)) {
            store.write(
                    tx -> {
                        tx.create(
                                Rollout.preparing(campaign, Samples.release()).frozen(devices),
                                "x",
                                Samples.T0);
                        return tx;
                    });
            fill(store, devices, i -> halfway(i, devices));
            measure(store, devices);
        }
    }

    /** A rollout of which 60 of 100 have ended, 1 of 200 of them badly, and 20 000 are at work. */
    private static State halfway(int number, int devices) {
        if (number < devices / 100 * 60)
            return number % 200 == 0
                    ? new State.Failed(Samples.T0, Code.HEALTH_CHECK)
                    : new State.Confirmed(Samples.T0);
        return number < devices / 100 * 62
                ? new State.Commanded(Samples.at(60))
                : new State.Queued(Samples.T0, Samples.at(9_000));
    }

    private static void fill(Store store, int devices, IntFunction<State> state) {
        for (int from = 0; from < devices; from += ROWS) {
            int first = from;
            store.write(
                    tx -> {
                        List<Attempt> attempts = new ArrayList<>();
                        for (int i = first; i < Math.min(devices, first + ROWS); i++) {
                            DeviceId id = new DeviceId("dev-%07d".formatted(i));
                            tx.register(Device.registered(id, Samples.MODEL, Map.of()), "h");
                            attempts.add(
                                    Attempt.frozen(Samples.NAME, id, i, 0, "s").in(state.apply(i)));
                        }
                        tx.freeze(attempts);
                        return tx;
                    });
        }
    }

    private static void measure(Store store, int devices) {
        long[] picture = new long[ROUNDS];
        long[] tally = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            picture[i] = nanos(() -> picture(store, devices));
            tally[i] = nanos(() -> store.read(reads -> reads.tally(Samples.NAME)));
        }
        System.out.println(picture(store, devices).cells());
        System.out.println("picture " + told(picture) + ", tally " + told(tally));
    }

    private static FleetMap picture(Store store, int devices) {
        return store.read(
                reads ->
                        FleetMap.of(
                                reads.live()
                                        .parts(
                                                Samples.NAME,
                                                FleetMap.each(devices),
                                                FleetMap.CELLS),
                                devices));
    }

    private static long nanos(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return System.nanoTime() - begun;
    }

    private static String told(long[] nanos) {
        Arrays.sort(nanos);
        return "median %.1f ms, most %.1f ms"
                .formatted(nanos[nanos.length / 2] / 1e6, nanos[nanos.length - 1] / 1e6);
    }
}

package io.github.canarywave.adapter.store;

import static io.github.canarywave.app.StoreFixtures.T0;
import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.birth;
import static io.github.canarywave.app.StoreFixtures.device;
import static io.github.canarywave.app.StoreFixtures.digest;
import static io.github.canarywave.app.StoreFixtures.id;
import static io.github.canarywave.app.StoreFixtures.name;
import static io.github.canarywave.app.StoreFixtures.rollout;
import static io.github.canarywave.app.StoreFixtures.text;

import io.github.canarywave.app.Fact;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoreFixtures;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.State;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures how many reports a second become durable: each one remembered, its attempt and device
 * written, a fact added, the tally moved; 1 000 in a commit. Run by hand; argument: a folder.
 */
final class FoldSpeed {
    private static final int DEVICES = 10_000;
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 7;
    private static final CampaignName METERS = name("meters");
    private static final List<State> PATH =
            List.of(
                    new State.Accepted(at(60)),
                    new State.Installing(at(90)),
                    new State.Rebooting(at(120)),
                    new State.Confirmed(at(150)));

    private FoldSpeed() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Files.createTempDirectory(Path.of(arguments[0]), "fold").resolve("fold.db");
        try (Store store = SqliteStore.open(file, StoreFixtures::read)) {
            prepare(store);
            double[] figures = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) figures[round] = round(store, round);
            Arrays.sort(figures);
            double median = figures[ROUNDS / 2];
            System.out.printf(
                    "median of %d rounds: %.0f reports/s = %.0f rows/s (report, attempt, device,"
                            + " fact), %.0f rows/s (attempt, fact)%n",
                    ROUNDS, median, 4 * median, 2 * median);
        }
    }

    private static void prepare(Store store) {
        store.write(
                tx -> {
                    tx.create(rollout("meters"), text("meters"), T0);
                    for (int i = 0; i < DEVICES; i++)
                        tx.register(device(i).born(birth("2.0"), T0).device(), "hash");
                    tx.freeze(
                            IntStream.range(0, DEVICES)
                                    .mapToObj(i -> Attempt.frozen(METERS, id(i), i, i % 4, "s"))
                                    .toList());
                    return 0;
                });
    }

    private static double round(Store store, int round) {
        long start = System.nanoTime();
        int reports = 0;
        for (State state : PATH)
            for (int from = 0; from < DEVICES; from += BATCH, reports += BATCH)
                fold(store, from, state, round * PATH.size() + reports / DEVICES + 1);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("round %d: %.0f reports/s%n", round, reports / seconds);
        return reports / seconds;
    }

    private static void fold(Store store, int from, State state, long seq) {
        List<DeviceId> ids =
                IntStream.range(from, from + BATCH).mapToObj(StoreFixtures::id).toList();
        SessionId session = new SessionId("Xy81Lm");
        store.write(
                tx -> {
                    var attempts = tx.attempts(METERS, ids);
                    var devices = tx.devices(ids);
                    for (DeviceId id : ids) {
                        tx.remember(id, session, seq, digest(id.value() + seq));
                        Attempt before = Optional.ofNullable(attempts.get(id)).orElseThrow();
                        tx.replace(before, before.in(state), Optional.empty());
                        tx.save(Optional.ofNullable(devices.get(id)).orElseThrow().heardAt(at(1)));
                        tx.add(
                                new Fact(
                                        at(1),
                                        Optional.of(METERS),
                                        Optional.of(id),
                                        1,
                                        state.word(),
                                        "said so"));
                    }
                    return tx.tally(METERS);
                });
    }
}

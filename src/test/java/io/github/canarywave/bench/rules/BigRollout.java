package io.github.canarywave.bench.rules;

import io.github.canarywave.adapter.store.SqliteStore;
import io.github.canarywave.app.BrokerVerdict;
import io.github.canarywave.app.Counters;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.Now;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.Turns;
import io.github.canarywave.bench.PaperChannel;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A rollout over a whole registered fleet in one wave, of which a group of 1 000 devices at most is
 * between command and outcome: one turn after another, on a database of its own. Confined to one
 * thread.
 */
final class BigRollout implements AutoCloseable {
    static final int GROUP = 1_000;
    private static final int REGISTER_ROWS = 5_000;
    private static final BrokerVerdict QUIET = new BrokerVerdict.Unchecked("nobody is commanded");
    private static final Campaign CAMPAIGN =
            Samples.campaign(
                    new Pace(OptionalInt.of(GROUP), false),
                    new Wave("all", Size.percent(100), Duration.ZERO, List.of(Defaults.GATE)));

    private final Now now = new Now(HearingTime.first(Samples.T0));
    private final Path original;
    private final Path file;
    private BrokerVerdict broker = QUIET;
    private Store store;
    private Turns turns;
    private List<Heard> batch = List.of();

    private BigRollout(Path original, Path file) {
        this.original = original;
        this.file = file;
        store = SqliteStore.open(file, _ -> CAMPAIGN);
        turns = turns();
    }

    /** A rollout whose wave is open and that has commanded nobody; made once for each folder. */
    static BigRollout open(Path folder, int devices) throws IOException {
        Path original = folder.resolve("rules-" + devices + ".db");
        if (Files.notExists(original)) {
            Path unfinished = folder.resolve("unfinished-" + devices + ".db");
            Files.deleteIfExists(unfinished);
            try (BigRollout made = new BigRollout(original, unfinished)) {
                made.begin(devices);
            }
            Files.move(unfinished, original);
        }
        Path copy = folder.resolve("used-" + devices + ".db");
        Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
        return new BigRollout(original, copy);
    }

    private void begin(int devices) {
        for (int from = 0; from < devices; from += REGISTER_ROWS) register(from, devices);
        store.write(
                tx -> {
                    tx.create(Rollout.preparing(CAMPAIGN, Samples.release()), "", Samples.T0);
                    return tx;
                });
        while (turns.freeze(now)) Thread.onSpinWait();
        turns.wishes(now);
        while (turns.open(now)) Thread.onSpinWait();
    }

    private void register(int from, int devices) {
        store.write(
                tx -> {
                    for (int i = from; i < Math.min(devices, from + REGISTER_ROWS); i++)
                        tx.register(Samples.device(i), "h".repeat(64));
                    return tx;
                });
    }

    private Turns turns() {
        PaperChannel channel = new PaperChannel(new Inbox());
        return new Turns(
                store,
                channel,
                channel,
                channel,
                new Counters(),
                () -> broker,
                (file, _) -> {
                    throw new IllegalStateException("nobody rolls back, so nobody reads " + file);
                });
    }

    /** Returns with the next 1 000 reports at hand, of devices that are in the same state. */
    void awaitReports() {
        broker = new BrokerVerdict.Passed();
        List<Attempt> accepted = group("Accepted");
        if (accepted.isEmpty()) {
            awaitCommands();
            command();
            batch = Said.accepted(group("Commanded"));
        } else batch = Said.installing(accepted);
    }

    /** Folds them and decides; how many there were. */
    int foldReports() {
        turns.facts(batch, now);
        turns.wishes(now);
        return batch.size();
    }

    /** Returns when 1 000 devices may be commanded: those before have confirmed. */
    void awaitCommands() {
        broker = QUIET;
        finish("Commanded");
        finish("Installing");
        if (queued() < GROUP) begunAnew();
        broker = new BrokerVerdict.Passed();
    }

    /** Decides; how many were commanded. */
    int command() {
        turns.wishes(now);
        int commanded = group("Commanded").size();
        if (commanded != GROUP)
            throw new IllegalStateException(
                    commanded + " devices were commanded instead of " + GROUP);
        return commanded;
    }

    private void finish(String state) {
        List<Attempt> group = group(state);
        if (group.isEmpty()) return;
        turns.facts(Said.installing(group), now);
        turns.facts(Said.born(group), now);
        turns.facts(Said.confirmed(group), now);
    }

    private List<Attempt> group(String state) {
        return store.read(reads -> reads.attemptsIn(Samples.NAME, Set.of(state), GROUP));
    }

    private long queued() {
        return store.read(reads -> reads.tally(Samples.NAME)).in("Queued");
    }

    /** A small fleet has been updated long before it was measured often enough. */
    private void begunAnew() {
        close();
        try {
            Files.copy(original, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        store = SqliteStore.open(file, _ -> CAMPAIGN);
        turns = turns();
    }

    @Override
    public void close() {
        store.close();
    }
}

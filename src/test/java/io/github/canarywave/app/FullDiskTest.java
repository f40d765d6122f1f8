package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.app.Operations.HaltReport;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.function.Function;

/** Turns and halts on a store whose disk fills. */
class FullDiskTest {
    private static final CampaignName NAME = Bench.NAME;
    private static final long MIB = FakeDisk.MIB;

    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private final FakeDisk disk = new FakeDisk(1_000, 16);
    private final Narrow narrow = new Narrow();
    private final Store store =
            new ReservedStore(narrow, new Space(disk, new Space.Limits(64 * MIB, 16 * MIB)));
    private final Turns turns = new Turns(store, bench, bench, bench, bench.counters);
    private final TurnLoop loop =
            new TurnLoop(turns, store, bench.inbox, bench, () -> bench.now().wall());
    private final Steering steering = new Steering(store, loop, turns);
    private final Downloads downloads =
            new Downloads(store, Bench.tickets(), turns::isShut, bench.inbox);

    FullDiskTest() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    /** Writes while the disk has room. */
    private final class Narrow implements Store {
        @Override
        public <T> T write(Function<Tx, T> work) {
            return bench.store.write(
                    tx -> {
                        T answer = work.apply(tx);
                        if (disk.free < MIB)
                            throw new DiskFull("the disk is full", new IllegalStateException());
                        return answer;
                    });
        }

        @Override
        public <T> T read(Function<Reads, T> work) {
            return bench.store.read(work);
        }

        @Override
        public void close() {
            bench.store.close();
        }
    }

    private void fillDisk() {
        disk.free = 0;
    }

    private StoredCommand first() {
        return bench.published.getFirst();
    }

    private void offerInstalling() {
        int device = Bench.number(first().device());
        bench.inbox.offer(bench.report(device, first().id(), 1, WireState.INSTALLING));
    }

    private State firstState() {
        return bench.attempt(Bench.number(first().device())).state();
    }

    private static HaltReport done(Outcome<HaltReport> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<HaltReport>) outcome).value();
    }

    @Test
    void reportsAreKeptUnacknowledgedUntilThereIsRoomAgain() {
        fillDisk();
        offerInstalling();
        await().until(() -> loop.failure() instanceof DiskFull && bench.inbox.size() == 0);
        assertThat(bench.told).isEmpty();
        assertThat(bench.acknowledged).isEmpty();
        assertThat(firstState()).isNotInstanceOf(State.Installing.class);
        // With what the reserve gave back a report would fit: it may not have it.
        assertThat(disk.free).isEqualTo(16 * MIB);
        disk.free = 100 * MIB;
        await().atMost(Duration.ofSeconds(5)).until(() -> firstState() instanceof State.Installing);
        await().until(() -> bench.told.size() == 1);
        assertThat(disk.reserve).isTrue();
    }

    @Test
    void aHaltIsStoredWithTheRoomOfTheReserve() {
        fillDisk();
        HaltReport report = done(steering.halt(NAME, "ada", "smoke"));
        assertThat(report.notStored()).isEmpty();
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
        await().until(() -> bench.published.stream().filter(StoredCommand::withdraws).count() >= 5);
        assertThatThrownBy(() -> steering.resume(NAME, "ada", "go on"))
                .isInstanceOf(DiskFull.class)
                .hasMessageContaining("nothing is stored but halts");
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
    }

    @Test
    void aHaltThatFitsNowhereIsInForceAndIsStoredByItselfLater() {
        disk.releaseReserve();
        fillDisk();
        long start = System.nanoTime();
        HaltReport report = done(steering.halt(NAME, "ada", "smoke"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(report.notStored().orElseThrow())
                .startsWith("in force in this process, not stored yet: ")
                .contains("the disk is full", "a restart before then would forget it");
        assertThat(report.status().state()).isEqualTo("Halted");
        assertThat(report.status().reason()).contains("smoke", "not stored yet");
        assertThat(report.withdrawn()).isEqualTo(5);
        assertThat(bench.cut).hasSize(5);
        assertThat(turns.mayHandOver(first())).isFalse();
        long key = bench.attempt(Bench.number(first().device())).key();
        assertThat(downloads.admit("url:" + key, Samples.T0))
                .isInstanceOf(DownloadDesk.Admission.Busy.class);
        // The loop tries and fails, more than once: that undoes nothing.
        await().until(() -> loop.failure() instanceof DiskFull);
        done(steering.halt(NAME, "bob", "me too"));
        assertThat(bench.rollout().running()).isTrue();
        assertThat(turns.isShut(NAME)).isTrue();
        disk.free = 100 * MIB;
        await().atMost(Duration.ofSeconds(5))
                .until(() -> bench.rollout().state() instanceof RolloutState.Halted);
        assertThat(bench.rollout().reason()).isEqualTo("by ada: smoke");
        await().until(() -> bench.published.stream().filter(StoredCommand::withdraws).count() >= 5);
    }

    @Test
    void anAbortAfterAHeldHaltIsWhatIsStored() {
        disk.releaseReserve();
        fillDisk();
        done(steering.halt(NAME, "ada", "smoke"));
        assertThat(done(steering.abort(NAME, "ada", "fire")).status().state()).isEqualTo("Aborted");
        disk.free = 100 * MIB;
        await().until(() -> bench.rollout().state() instanceof RolloutState.Aborted);
    }

    @Test
    void aResumeKnowsWhoWentOnInstallingWhileTheDiskWasFull() {
        fillDisk();
        offerInstalling();
        await().until(() -> loop.failure() instanceof DiskFull && bench.inbox.size() == 0);
        done(steering.halt(NAME, "ada", "smoke"));
        await().until(() -> firstState() instanceof State.Withdrawn);
        disk.free = 100 * MIB;
        await().ignoreExceptionsInstanceOf(DiskFull.class)
                .until(() -> steering.resume(NAME, "ada", "go on") instanceof Outcome.Done);
        assertThat(firstState()).isInstanceOf(State.Installing.class);
    }

    @Test
    void whatRunsSaysWhyItStandsStill() {
        fillDisk();
        offerInstalling();
        await().until(() -> loop.failure() instanceof DiskFull);
        assertThat(new Inquiry(store, loop).rollout(NAME).orElseThrow().reason())
                .contains("the disk of /data is full", "Free space there");
    }

    @Test
    void aHaltOfACampaignThatDoesNotExistLeavesItsNameFree() {
        CampaignName later = new CampaignName("later");
        assertThat(steering.halt(later, "ada", "")).isInstanceOf(Outcome.NotFound.class);
        assertThat(turns.isShut(later)).isFalse();
    }
}

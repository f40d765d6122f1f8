package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.Rollout;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * Opens waves a part a turn, so that one of a million devices holds up no halt. What is half done
 * goes on after a restart. Confined to the turn thread.
 */
final class Opener {
    /** Attempts opened in one transaction. */
    private static final int CHUNK_ROWS = 5_000;

    private final Store store;

    Opener(Store store) {
        this.store = store;
    }

    /** Opens one more part of some wave; whether there was any. */
    boolean turn(Now now) {
        List<Rollout> unfinished =
                store.read(
                        reads ->
                                reads.rolloutsGoingOn().stream()
                                        .filter(Rollout::running)
                                        .filter(r -> Views.unopened(reads, r).isPresent())
                                        .limit(1)
                                        .toList());
        for (Rollout rollout : unfinished)
            store.write(
                    tx -> {
                        openMore(tx, rollout, now);
                        return tx;
                    });
        return !unfinished.isEmpty();
    }

    /** Opens the first part of what is open by the rollout and was not opened yet. */
    static void openMore(Store.Tx tx, Rollout rollout, Now now) {
        OptionalInt from = Views.unopened(tx, rollout);
        if (from.isEmpty()) return;
        int to = from.getAsInt() + CHUNK_ROWS;
        tx.openCohort(
                rollout.name(), rollout.openWave(), from.getAsInt(), to, giveUp(rollout, now));
    }

    /** Until when a device is tried whose wave opens now. */
    static Instant giveUp(Rollout rollout, Now now) {
        return now.hearing().plus(rollout.campaign().device().timeouts().online());
    }
}

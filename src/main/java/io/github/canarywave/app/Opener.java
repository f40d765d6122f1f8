package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.Rollout;

import java.time.Instant;
import java.util.List;

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
                                        .filter(r -> Views.opened(reads, r) < r.openEnd())
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
        int from = Views.opened(tx, rollout);
        if (from >= rollout.openEnd()) return;
        int to = Math.min(rollout.openEnd(), from + CHUNK_ROWS);
        Instant giveUp = now.hearing().plus(rollout.campaign().device().timeouts().online());
        tx.openCohort(rollout.name(), from, to, giveUp);
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.View;
import io.github.canarywave.domain.rollout.Window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the view of a rollout that a decision rests on. */
final class Views {
    /** Silence of a device before the start of installation after which it holds nobody up. */
    static final Duration SILENT = Duration.ofMinutes(10);

    /** Devices commanded in one decision at most: bounds the transaction. */
    private static final int PUBLISH_ROWS = 500;

    /** Rows looked at beyond what may be commanded, as some may not go. */
    private static final int SPARE_ROWS = 50;

    private Views() {}

    static View of(Store.Reads reads, Rollout rollout, Now now, Optional<String> mute) {
        Tally tally = reads.tally(rollout.name());
        long inFlight = tally.inFlight();
        // Counting them takes as long as there are devices in flight: only where they decide.
        boolean full = Window.room(rollout, inFlight, 0) == 0;
        long parked = full ? parked(reads, rollout, now) : 0;
        long room = Window.room(rollout, inFlight, parked);
        return new View(rollout, tally, parked, candidates(reads, rollout, now, tally, room), mute);
    }

    /** None where neither a command nor whether the wave has settled can depend on them. */
    private static List<Candidate> candidates(
            Store.Reads reads, Rollout rollout, Now now, Tally tally, long room) {
        boolean open = rollout.running() && rollout.openWave() >= 0;
        if (!open || (room == 0 && tally.inFlight(rollout.openWave()) > 0)) return List.of();
        int limit = rows(rollout, room) + SPARE_ROWS;
        return reads.candidates(rollout.name(), rollout.openEnd(), now.hearing(), limit);
    }

    /** Devices in flight before the start of installation that hold nobody up. */
    static long parked(Store.Reads reads, Rollout rollout, Now now) {
        Instant silentSince = now.hearing().minus(SILENT);
        return rollout.running() ? reads.parked(rollout.name(), silentSince) : 0;
    }

    /** In the slow start those that are tried again may stand behind many that must wait. */
    private static int rows(Rollout rollout, long room) {
        boolean slowStart = room > 0 && Window.fresh(rollout) < room;
        return slowStart ? PUBLISH_ROWS : (int) Math.min(PUBLISH_ROWS, room);
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.Approvals;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.View;
import io.github.canarywave.domain.rollout.Window;
import io.github.canarywave.domain.rollout.Windows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
        OptionalInt unopened = unopened(reads, rollout);
        int opened = Math.min(rollout.openEnd(), unopened.orElse(Integer.MAX_VALUE));
        // Otherwise neither a command nor whether the wave has settled can depend on them.
        boolean wanted =
                rollout.running()
                        && rollout.openWave() >= 0
                        && !Windows.closedForAll(rollout, now.time())
                        && ((room > 0 && starts(rollout, now) > 0)
                                || tally.inFlight(rollout.openWave()) == 0);
        int limit = rows(rollout, Math.min(room, starts(rollout, now))) + SPARE_ROWS;
        List<Candidate> candidates =
                wanted ? candidates(reads, rollout, opened, now.hearing(), limit) : List.of();
        return new View(
                rollout,
                tally,
                parked,
                unopened.isPresent(),
                candidates,
                rollout.running()
                        ? mute.or(() -> ReleaseRules.objection(reads, rollout.release()))
                        : mute,
                approvals(reads, rollout),
                controls(reads, rollout, now),
                now.answers(rollout.name()));
    }

    /** Asked for only where a wave needs one. */
    static Approvals approvals(Store.Reads reads, Rollout rollout) {
        return rollout.campaign().waves().stream().anyMatch(w -> w.approval().isPresent())
                ? reads.people().approvals(rollout.name())
                : Approvals.NONE;
    }

    private static long starts(Rollout rollout, Now now) {
        return rollout.pacing().allowed(rollout.campaign().pace().starts(), now.time().ran());
    }

    /** Those that joined come behind the frozen cohort. */
    private static List<Candidate> candidates(
            Store.Reads reads, Rollout rollout, int opened, Instant now, int limit) {
        List<Candidate> frozen = reads.candidates(rollout.name(), opened, now, limit);
        if (rollout.joined() == 0 || frozen.size() >= limit) return frozen;
        List<Candidate> all = new ArrayList<>(frozen);
        all.addAll(
                reads.joinedCandidates(
                        rollout.name(),
                        rollout.cohort(),
                        rollout.openWave(),
                        now,
                        limit - frozen.size()));
        return all;
    }

    /** Place of the first attempt of an open wave that has not been opened yet. */
    static OptionalInt unopened(Store.Reads reads, Rollout rollout) {
        return reads.unopened(rollout.name(), rollout.openWave());
    }

    /** Counting them takes as long as there are devices away: only when it is time to. */
    private static Optional<ControlGroup> controls(Store.Reads reads, Rollout rollout, Now now) {
        return rollout.rulings()
                .outage()
                .filter(_ -> rollout.running())
                .filter(Outage::lasts)
                .filter(outage -> !outage.lookAgain().isAfter(now.hearing()))
                .map(o -> reads.controls(rollout.name(), o.group(), o.silentSince(), o.seen()));
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

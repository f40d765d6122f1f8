package io.github.canarywave.domain.rollout;

import java.util.List;

/**
 * All that a decision rests on.
 *
 * @param parked devices in flight before the start of installation that are offline or silent
 * @param candidates queued devices of open waves that are online and whose wait is over, in cohort
 *     order; the first of them, not always all
 * @param wallTrusted whether the wall clock may date a command
 */
public record View(
        Rollout rollout,
        Tally tally,
        long parked,
        List<Candidate> candidates,
        boolean wallTrusted) {
    public View {
        candidates = List.copyOf(candidates);
    }

    public long room() {
        return Window.room(rollout, tally.inFlight(), parked);
    }
}

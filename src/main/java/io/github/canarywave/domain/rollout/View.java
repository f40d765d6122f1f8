package io.github.canarywave.domain.rollout;

import java.util.List;
import java.util.Optional;

/**
 * All that a decision rests on.
 *
 * @param parked devices in flight before the start of installation that are offline or silent; 0
 *     where there is room without them
 * @param opening whether a part of the open waves is still being opened
 * @param candidates queued devices of open waves that are online and not held and whose wait is
 *     over, in cohort order; the first of them, not always all
 * @param mute why no command may be sent now, in words; absent when nothing is in the way
 * @param approvals what persons have agreed to
 * @param controls who is away, in an outage in which it is time to count them
 * @param answers what systems outside said last to its gates
 */
public record View(
        Rollout rollout,
        Tally tally,
        long parked,
        boolean opening,
        List<Candidate> candidates,
        Optional<String> mute,
        Approvals approvals,
        Optional<ControlGroup> controls,
        Answers answers) {
    public View {
        candidates = List.copyOf(candidates);
    }

    /** A view of a rollout whose gates ask nobody outside. */
    public View(
            Rollout rollout,
            Tally tally,
            long parked,
            boolean opening,
            List<Candidate> candidates,
            Optional<String> mute,
            Approvals approvals,
            Optional<ControlGroup> controls) {
        this(rollout, tally, parked, opening, candidates, mute, approvals, controls, Answers.NONE);
    }

    /** A view of a rollout to which nobody has agreed. */
    public View(
            Rollout rollout,
            Tally tally,
            long parked,
            boolean opening,
            List<Candidate> candidates,
            Optional<String> mute) {
        this(rollout, tally, parked, opening, candidates, mute, Approvals.NONE, Optional.empty());
    }

    public long room() {
        return Window.room(rollout, tally.inFlight(), parked);
    }
}

package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.rollout.Signal.SaidFailed;
import io.github.canarywave.domain.rollout.Signal.SaidRolledBack;

import java.util.Optional;

/**
 * What one device says of the release so far. The last two are fixed by the first word that
 * decides; a device that does not count has none.
 */
public enum Verdict {
    /** It accepted a command, and nothing is decided. */
    ACCEPTED,
    /** It is past the start of installation, and nothing is decided. */
    STARTED,
    GOOD,
    BAD;

    public boolean fixed() {
        return this == GOOD || this == BAD;
    }

    /** What an end says; most ends say nothing about the firmware. */
    static Optional<Verdict> of(State state) {
        return switch (state) {
            case State.Confirmed _ -> Optional.of(GOOD);
            case State.Lost _ -> Optional.of(BAD);
            case State.Ended ended when ended.code().filter(code -> code.counted()).isPresent() ->
                    Optional.of(BAD);
            default -> Optional.empty();
        };
    }

    /** A counted cause counts even when the attempt has ended otherwise meanwhile. */
    static Optional<Verdict> saidBy(Signal signal) {
        return switch (signal) {
            case SaidFailed(_, var code) when code.counted() -> Optional.of(BAD);
            case SaidRolledBack(_, var code) when code.counted() -> Optional.of(BAD);
            default -> Optional.empty();
        };
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.HearingTime;

import java.time.Instant;

/**
 * The instant of a turn.
 *
 * @param time hearing time, which the rules go by, with the wall clock, which dates commands and
 *     facts
 */
public record Now(HearingTime time) {
    public Instant hearing() {
        return time.now();
    }

    public Instant wall() {
        return time.wall();
    }
}

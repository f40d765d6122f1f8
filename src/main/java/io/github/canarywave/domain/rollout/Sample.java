package io.github.canarywave.domain.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * What the gates of one wave are read from.
 *
 * @param tally of the evidence period that runs now
 * @param wave whose gates are read
 * @param mustPass whether another wave waits for them
 * @param due whether the soak of the wave is over
 * @param openedAt when the wave was opened, hearing time, where that is known
 */
record Sample(
        Tally tally,
        int wave,
        boolean mustPass,
        boolean due,
        Optional<Instant> openedAt,
        Instant now) {
    static Sample of(Rollout rollout, Tally tally, int wave, Instant now) {
        boolean mustPass = wave == rollout.openWave() && rollout.nextWave().isPresent();
        return new Sample(
                tally.ofPeriod(rollout.rulings().period()),
                wave,
                mustPass,
                mustPass && rollout.soakOver().filter(over -> !now.isBefore(over)).isPresent(),
                Optional.ofNullable(rollout.rulings().openedAt().get(wave)),
                now);
    }

    /** Of the whole rollout. */
    Evidence evidence() {
        return tally.total();
    }

    long bad() {
        return tally.bad(wave);
    }

    /** Devices that count, the bad ones included. */
    long decided() {
        return tally.decided(wave);
    }

    /** Devices that may still count. */
    long pending() {
        return tally.pending(wave);
    }

    long rolledBack() {
        return tally.rolledBack(wave);
    }
}

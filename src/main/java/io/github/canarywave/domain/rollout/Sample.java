package io.github.canarywave.domain.rollout;

import java.time.Duration;
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
 * @param soakOver when the soak of the wave is or was over, where another waits for it and it began
 * @param answers what systems outside said last
 * @param ran running time, by which their age is measured
 */
record Sample(
        Tally tally,
        int wave,
        boolean mustPass,
        boolean due,
        Optional<Instant> openedAt,
        Instant now,
        Optional<Instant> soakOver,
        Answers answers,
        Duration ran) {
    /** Where nothing outside is asked. */
    Sample(
            Tally tally,
            int wave,
            boolean mustPass,
            boolean due,
            Optional<Instant> openedAt,
            Instant now) {
        this(
                tally,
                wave,
                mustPass,
                due,
                openedAt,
                now,
                Optional.empty(),
                Answers.NONE,
                Duration.ZERO);
    }

    static Sample of(Rollout rollout, Tally tally, Answers answers, int wave, HearingTime time) {
        boolean mustPass = wave == rollout.openWave() && rollout.nextWave().isPresent();
        Instant now = time.now();
        Optional<Instant> soakOver = mustPass ? rollout.soakOver() : Optional.empty();
        return new Sample(
                tally.ofPeriod(rollout.rulings().period()),
                wave,
                mustPass,
                soakOver.filter(over -> !now.isBefore(over)).isPresent(),
                Optional.ofNullable(rollout.rulings().openedAt().get(wave)),
                now,
                soakOver,
                answers,
                time.ran());
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

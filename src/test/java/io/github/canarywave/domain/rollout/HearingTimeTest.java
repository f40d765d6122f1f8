package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.T0;
import static io.github.canarywave.domain.rollout.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.rollout.HearingTime.Listening;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

class HearingTimeTest {
    private static final Listening HEARS = listening(true, false, 60, 0);
    private static final HearingTime FIRST = HearingTime.first(T0);

    @Test
    void runsWhileWeWouldHearADeviceSpeak() {
        HearingTime later = FIRST.after(seconds(7), at(7), HEARS);
        assertThat(later.now()).isEqualTo(at(7));
        assertThat(later.wallTrusted()).isTrue();
    }

    @Test
    void standsStillWhileNobodyIsHeard() {
        for (Listening deaf :
                new Listening[] {
                    listening(false, false, 0, 0),
                    listening(false, true, 600, 0),
                    listening(true, false, 59, 0),
                    new Listening(true, false, Duration.ofMillis(59_999), Duration.ZERO),
                    listening(true, false, 600, 2),
                    listening(true, true, 0, 2)
                }) {
            HearingTime later = FIRST.after(seconds(7), at(7), deaf);
            assertThat(later.now()).as("%s", deaf).isEqualTo(T0);
            assertThat(later.wall()).as("%s", deaf).isEqualTo(at(7));
        }
    }

    @Test
    void runsAtOnceWhenNothingCanHaveBeenMissed() {
        assertThat(FIRST.after(seconds(1), at(1), listening(true, true, 0, 0)).now())
                .isEqualTo(at(1));
        assertThat(FIRST.after(seconds(1), at(1), listening(true, false, 60, 1)).now())
                .isEqualTo(at(1));
    }

    @Test
    void aWallClockThatJumpsIsDistrustedForFiveMinutesAndMovesNoDeadline() {
        for (long jump : new long[] {-100_000, -302, 302, 3_600, 1_000_000}) {
            HearingTime time = FIRST.after(seconds(1), at(1 + jump), HEARS);
            assertThat(time.now()).isEqualTo(at(1));
            for (int second = 0; second < 300; second++) {
                assertThat(time.wallTrusted()).as("%s s after %s", second, jump).isFalse();
                time = time.after(seconds(1), time.wall().plusSeconds(1), HEARS);
            }
            assertThat(time.wallTrusted()).isTrue();
            assertThat(time.now()).isEqualTo(at(301));
        }
    }

    @Test
    void anotherJumpBeginsTheFiveMinutesAgain() {
        HearingTime time = FIRST.after(seconds(1), at(10_000), HEARS);
        time = time.after(seconds(299), at(10_299), HEARS);
        time = time.after(seconds(1), at(1), HEARS);
        assertThat(time.after(seconds(299), at(300), HEARS).wallTrusted()).isFalse();
        assertThat(time.after(seconds(300), at(301), HEARS).wallTrusted()).isTrue();
    }

    @Test
    void aDriftOfFiveMinutesIsNoJump() {
        assertThat(FIRST.after(seconds(1), at(301), HEARS).wallTrusted()).isTrue();
        assertThat(FIRST.after(seconds(1_000), at(700), HEARS).wallTrusted()).isTrue();
        assertThat(FIRST.after(seconds(1_000), at(699), HEARS).wallTrusted()).isFalse();
    }

    @Test
    void aRestartGoesOnFromWhatWasStored() {
        HearingTime stored = new HearingTime(at(100), at(500), Duration.ZERO);
        HearingTime later = stored.restarted(at(90_000));
        assertThat(later).isEqualTo(new HearingTime(at(100), at(90_000), Duration.ZERO));
    }

    @Test
    void aRestartBehindTheStoredWallClockIsDistrusted() {
        HearingTime stored = new HearingTime(at(100), at(500), Duration.ZERO);
        assertThat(stored.restarted(at(499)).wallTrusted()).isFalse();
        assertThat(stored.restarted(at(500)).wallTrusted()).isTrue();
        HearingTime distrusting = new HearingTime(at(100), at(500), seconds(200));
        assertThat(distrusting.restarted(at(600)).distrust()).isEqualTo(seconds(200));
    }

    @Test
    void neverGoesBackAndNeverRunsFasterThanTheMonotonicClock() {
        for (long seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            HearingTime time = FIRST;
            Instant limit = T0;
            for (int turn = 0; turn < 60; turn++) {
                Duration elapsed = Duration.ofMillis(random.nextInt(20_000));
                limit = limit.plus(elapsed);
                Instant wall = T0.plusSeconds(random.nextInt(100_000) - 50_000L);
                Listening listening =
                        listening(
                                random.nextInt(5) > 0,
                                random.nextBoolean(),
                                random.nextInt(120),
                                random.nextInt(3));
                HearingTime next =
                        random.nextInt(10) == 0
                                ? time.restarted(wall)
                                : time.after(elapsed, wall, listening);
                assertThat(next.now()).as("seed %s", seed).isBetween(time.now(), limit);
                assertThat(next.distrust()).as("seed %s", seed).isBetween(seconds(0), seconds(300));
                time = next;
            }
        }
    }

    private static Listening listening(
            boolean subscribed, boolean nothingMissed, long subscribedFor, long oldestWaiting) {
        return new Listening(
                subscribed, nothingMissed, seconds(subscribedFor), seconds(oldestWaiting));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}

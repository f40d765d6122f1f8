package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.counted;
import static io.github.canarywave.domain.rollout.Samples.running;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Pace;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

class WindowTest {
    private static final Rollout WINDOWED = rollout(new Pace(OptionalInt.of(100), true), 10_000);

    @Test
    void beginsAtFiveAndGrowsByTwoWithEachConfirmedOneUpToThePace() {
        assertThat(Window.size(counted(WINDOWED, 0, 0, 0))).isEqualTo(5);
        assertThat(Window.size(counted(WINDOWED, 1, 0, 1))).isEqualTo(7);
        assertThat(Window.size(counted(WINDOWED, 47, 0, 47))).isEqualTo(99);
        assertThat(Window.size(counted(WINDOWED, 48, 0, 48))).isEqualTo(100);
        assertThat(Window.size(counted(WINDOWED, 5_000, 0, 5_000))).isEqualTo(100);
    }

    @Test
    void thePaceIsTheLargerOfAThousandAndATwentiethUnlessTheFileSaysSo() {
        assertThat(Pace.DEFAULT.inFlightMax(100)).isEqualTo(1_000);
        assertThat(Pace.DEFAULT.inFlightMax(20_001)).isEqualTo(1_001);
        assertThat(new Pace(OptionalInt.of(3), true).inFlightMax(1_000_000)).isEqualTo(3);
    }

    @Test
    void parkedDevicesLendTheirPlacesUpToFivePlusTheConfirmedOnes() {
        Rollout some = counted(WINDOWED, 10, 30, 10);
        assertThat(Window.room(some, 25, 0)).isZero();
        assertThat(Window.room(some, 25, 4)).isEqualTo(4);
        assertThat(Window.room(some, 25, 15)).isEqualTo(15);
        assertThat(Window.room(some, 25, 1_000)).isEqualTo(15);
        assertThat(Window.room(some, 40, 1_000)).isZero();
        assertThat(Window.room(some, 90, 0)).isZero();
    }

    @Test
    void commandsAtMostTenBeforeTheFirstConfirms() {
        assertThat(Window.room(counted(WINDOWED, 0, 8, 0), 0, 0)).isEqualTo(5);
        assertThat(Window.fresh(counted(WINDOWED, 0, 8, 0))).isEqualTo(2);
        assertThat(Window.fresh(counted(WINDOWED, 0, 10, 0))).isZero();
        assertThat(Window.fresh(counted(WINDOWED, 0, 12, 0))).isZero();
        assertThat(Window.fresh(counted(WINDOWED, 0, 10, 1))).isGreaterThan(1_000_000);
    }

    @Test
    void switchedOffOnlyThePaceLimits() {
        Rollout off = rollout(new Pace(OptionalInt.of(100), false), 10_000);
        assertThat(Window.size(off)).isEqualTo(100);
        assertThat(Window.room(counted(off, 0, 50, 0), 30, 20)).isEqualTo(70);
        assertThat(Window.fresh(counted(off, 0, 50, 0))).isGreaterThan(1_000_000);
    }

    @Test
    void countsTheConfirmedInTheLongestEndedPrefixInAnyHistory() {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            Rollout rollout = WINDOWED;
            List<int[]> attempts = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                // An attempt starts, or one that started ends.
                if (random.nextBoolean()) attempts.add(new int[1]);
                else if (!attempts.isEmpty()) {
                    int[] one = attempts.get(random.nextInt(attempts.size()));
                    if (one[0] == 0) one[0] = 1 + random.nextInt(2);
                }
                rollout = rollout.advancing(after(attempts, rollout.prefixOrder(), random));
                if (step % 7 == 0)
                    rollout = rollout.advancing(after(attempts, rollout.prefixOrder(), null));
            }
            rollout = rollout.advancing(after(attempts, rollout.prefixOrder(), null));
            assertThat(List.of(rollout.prefixOrder(), (long) rollout.prefixConfirmed()))
                    .as("seed %s", seed)
                    .isEqualTo(prefix(attempts));
        }
    }

    private static List<Long> prefix(List<int[]> attempts) {
        long order = 0;
        long confirmed = 0;
        for (int[] attempt : attempts) {
            if (attempt[0] == 0) break;
            order++;
            if (attempt[0] == 2) confirmed++;
        }
        return List.of(order, confirmed);
    }

    /** What follows the known prefix, all of it or as much as one query yields. */
    private static List<Rollout.Started> after(
            List<int[]> attempts, long order, @org.jspecify.annotations.Nullable Random limit) {
        List<Rollout.Started> entries = new ArrayList<>();
        for (int i = (int) order; i < attempts.size(); i++)
            entries.add(
                    new Rollout.Started(i + 1, attempts.get(i)[0] > 0, attempts.get(i)[0] == 2));
        return limit == null ? entries : entries.subList(0, limit.nextInt(entries.size() + 1));
    }

    private static Rollout rollout(Pace pace, int cohort) {
        return running(campaign(pace, wave("all", cohort)), cohort, 0);
    }
}

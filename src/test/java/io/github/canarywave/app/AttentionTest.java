package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.rollout.HearingTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** Our own silence is not that of the devices. */
class AttentionTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final Attention attention = new Attention(false);
    private HearingTime time = HearingTime.first(START);
    private Duration subscribed = Duration.ZERO;

    @Test
    void countsNoSilenceWhileTheProcessStoodStill() {
        listen(120);
        Instant before = time.now();

        turn(Duration.ofHours(1));

        assertThat(time.now()).isEqualTo(before);
    }

    @Test
    void givesDevicesTimeToComeBackAfterTheProcessStoodStill() {
        listen(120);
        turn(Duration.ofHours(1));
        Instant before = time.now();

        listen(59);
        assertThat(time.now()).isEqualTo(before);

        listen(11);
        assertThat(time.now()).isEqualTo(before.plusSeconds(11));
    }

    @Test
    void countsASlowTurn() {
        listen(120);
        Instant before = time.now();

        turn(Duration.ofSeconds(9));

        assertThat(time.now()).isEqualTo(before.plusSeconds(9));
    }

    @Test
    void waitsForDevicesAfterTheSubscriptionAloneWasLost() {
        Attention fresh = new Attention(true);
        assertThat(listening(fresh, Duration.ofSeconds(5)).nothingMissed()).isTrue();

        listening(fresh, Duration.ZERO);

        assertThat(listening(fresh, Duration.ofSeconds(1)).nothingMissed()).isFalse();
    }

    @Test
    void noticesASubscriptionThatWasLostAndCameBackBetweenTwoTurns() {
        Attention fresh = new Attention(true);
        listening(fresh, Duration.ofSeconds(5));

        assertThat(listening(fresh, Duration.ofMillis(100)).nothingMissed()).isFalse();
    }

    private void listen(int seconds) {
        for (int i = 0; i < seconds; i++) turn(Duration.ofSeconds(1));
    }

    private void turn(Duration elapsed) {
        subscribed = subscribed.plus(elapsed);
        time =
                time.after(
                        elapsed,
                        time.wall().plus(elapsed),
                        attention.after(elapsed, subscribed, Duration.ZERO));
    }

    private static HearingTime.Listening listening(Attention of, Duration subscribed) {
        return of.after(Duration.ofSeconds(1), subscribed, Duration.ZERO);
    }
}

package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class InboxTest {
    private final Inbox inbox = new Inbox();

    @Test
    void refusesWhatFindsNoRoomSoThatItsSenderRepeatsIt() {
        for (int i = 0; i < Inbox.LIMIT; i++)
            assertThat(inbox.offer(new Heard.Served(i, 1, false))).isTrue();
        assertThat(inbox.offer(new Heard.Served(-1, 1, false))).isFalse();
        assertThat(inbox.refused()).isOne();
        assertThat(inbox.size()).isEqualTo(Inbox.LIMIT);
        inbox.take(1);
        assertThat(inbox.offer(new Heard.Served(-1, 1, false))).isTrue();
    }

    @Test
    void givesTheOldestFirstAndNoMoreThanAsked() {
        for (int i = 0; i < 5; i++) inbox.offer(new Heard.Served(i, 1, false));
        assertThat(inbox.take(2))
                .containsExactly(new Heard.Served(0, 1, false), new Heard.Served(1, 1, false));
        assertThat(inbox.take(100)).hasSize(3);
        assertThat(inbox.take(100)).isEmpty();
    }

    @Test
    void knowsTheAgeOfTheOldestAndWakesWhoeverListens() {
        AtomicInteger woken = new AtomicInteger();
        inbox.onArrival(woken::incrementAndGet);
        assertThat(inbox.oldestNanos()).isZero();
        inbox.offer(new Heard.Served(1, 1, false));
        long age = inbox.oldestNanos();
        assertThat(age).isNotNegative();
        assertThat(inbox.oldestNanos()).isGreaterThanOrEqualTo(age);
        assertThat(woken).hasValue(1);
    }
}

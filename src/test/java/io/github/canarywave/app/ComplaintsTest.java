package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

class ComplaintsTest {
    private long nanos = 1;
    private final Complaints complaints = new Complaints(() -> nanos);

    @Test
    void manyLikeFailuresGetALineAtTheirBeginningAndOneAMinute() {
        int lines = 0;
        for (int second = 0; second < 150; second++) {
            if (complaints.due("locked")) lines++;
            nanos += TimeUnit.SECONDS.toNanos(1);
        }
        assertThat(lines).isEqualTo(3);
        assertThat(complaints.due("gone")).isTrue();
        assertThat(complaints.since()).isEqualTo(151);
        assertThat(complaints.due("gone")).isTrue();
    }
}

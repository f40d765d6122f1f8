package io.github.canarywave.adapter.http.operators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many may listen. */
class StreamsTest {
    @Test
    void onePersonDoesNotTakeEveryStream() {
        Streams streams = new Streams();
        for (int i = 0; i < Streams.PERSON; i++) assertThat(streams.admit("ada")).isEmpty();
        assertThat(streams.admit("ada"))
                .hasValueSatisfying(
                        problem -> {
                            assertThat(problem.status()).isEqualTo(429);
                            assertThat(problem.errors().getFirst())
                                    .isEqualTo("ada has 200 event streams open, at most 200");
                        });
        assertThat(streams.admit("bob")).as("others are not kept out").isEmpty();
        streams.gone("ada");
        assertThat(streams.admit("ada")).isEmpty();
    }

    @Test
    void twoThousandViewersFitAndThereIsAnEnd() {
        Streams streams = new Streams();
        for (int i = 0; i < 2_000; i++) assertThat(streams.admit("viewer-" + i)).isEmpty();
        for (int i = 2_000; i < Streams.ALL; i++)
            assertThat(streams.admit("viewer-" + i)).isEmpty();
        assertThat(streams.admit("one-more")).isPresent();
        for (int i = 0; i < Streams.ALL; i++) streams.gone("viewer-" + i);
        assertThat(streams.count()).isZero();
    }
}

package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.canarywave.fuzz.Mutations;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

/** No range, whatever is asked for, reaches beyond the file. */
class ByteRangeMutationTest {
    private static final long SIZE = 1_000;

    @Test
    void ranges() {
        Mutations.survives(
                input -> liesInside(ByteRange.read(new String(input, ISO_8859_1), SIZE)),
                20_000,
                NoSuchMethodException.class,
                Stream.of("bytes=0-", "bytes=-5", "bytes=0-9,500-999, 20-30", "bytes=999-1000")
                        .map(text -> text.getBytes(ISO_8859_1))
                        .toList());
    }

    private static void liesInside(ByteRange range) {
        List<ByteRange.Part> parts =
                switch (range) {
                    case ByteRange.Part part -> List.of(part);
                    case ByteRange.Parts(var several) -> several;
                    case ByteRange.Whole _, ByteRange.Unsatisfiable _ -> List.of();
                };
        for (ByteRange.Part part : parts) {
            assertThat(part.first()).isBetween(0L, part.last());
            assertThat(part.last()).isLessThan(SIZE);
        }
    }
}

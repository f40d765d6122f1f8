package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.http.devices.ByteRange.Part;
import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/** Any set of ranges, against a reader that marks bytes one by one. */
class ByteRangeTest {
    private static final int SIZE = 2_000;

    @Test
    void whatIsAnsweredHoldsAllThatWasAskedForOnceAndLittleElse() {
        for (long seed = 1; seed <= 5_000; seed++) {
            Random random = new Random(seed);
            BitSet asked = new BitSet();
            String header = header(random, asked);
            List<Part> parts = parts(ByteRange.read(header, SIZE));
            BitSet got = new BitSet();
            for (Part part : parts) {
                assertThat(got.nextSetBit((int) part.first()))
                        .as("%s gives %s, seed %d", header, parts, seed)
                        .matches(next -> next < 0 || next > part.last());
                got.set((int) part.first(), (int) part.last() + 1);
            }
            assertThat(within(asked, got)).as("%s gives %s, seed %d", header, parts, seed).isTrue();
            assertThat(got.stream().filter(at -> !asked.get(at)).allMatch(at -> inGap(asked, at)))
                    .as("%s gives %s, seed %d", header, parts, seed)
                    .isTrue();
            for (Part a : parts)
                for (Part b : parts)
                    if (a.first() > b.last())
                        assertThat(a.first() - b.last() - 1)
                                .as("%s gives %s, seed %d", header, parts, seed)
                                .isGreaterThanOrEqualTo(ByteRange.GAP);
        }
    }

    private static String header(Random random, BitSet asked) {
        StringJoiner header = new StringJoiner(",", "bytes=", "");
        int count = 1 + random.nextInt(ByteRange.RANGES_LIMIT);
        for (int i = 0; i < count; i++) {
            int first = random.nextInt(SIZE + 200);
            int last = first + random.nextInt(1 << random.nextInt(11));
            if (random.nextInt(20) == 0) {
                header.add("-" + (last - first));
                asked.set(Math.max(0, SIZE - (last - first)), SIZE);
            } else {
                header.add(first + "-" + last);
                if (first < SIZE) asked.set(first, Math.min(SIZE, last + 1));
            }
        }
        return header.toString();
    }

    private static List<Part> parts(ByteRange range) {
        return switch (range) {
            case ByteRange.Whole() -> List.of(new Part(0, SIZE - 1));
            case Part part -> List.of(part);
            case ByteRange.Parts(var parts) -> parts;
            case ByteRange.Unsatisfiable() -> List.of();
        };
    }

    private static boolean within(BitSet inner, BitSet outer) {
        BitSet rest = (BitSet) inner.clone();
        rest.andNot(outer);
        return rest.isEmpty();
    }

    private static boolean inGap(BitSet asked, int at) {
        int before = asked.previousSetBit(at);
        int after = asked.nextSetBit(at);
        return before >= 0 && after >= 0 && after - before - 1 < ByteRange.GAP;
    }

    @Test
    void aPartMoreCostsMoreThanTheGapThatIsFilled() {
        Sha256 file = Sha256.of(new byte[] {1});
        List<Part> one = List.of(new Part(0, 0), new Part(2, 2));
        List<Part> two = List.of(new Part(0, 0), new Part(2, 2), new Part(4, 4));
        String type = "application/octet-stream";
        assertThat(
                        Multipart.of(file, 9, two, type).length()
                                - Multipart.of(file, 9, one, type).length()
                                - 1)
                .isGreaterThan(ByteRange.GAP);
    }
}

package io.github.canarywave.domain.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.image.ImageReading.Damaged;
import io.github.canarywave.domain.image.ImageReading.Whole;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Damages tried one after the other, all of them. */
class EspImageDamageTest {
    private static final int HEADER_END = 24;

    @Test
    void refusesAnImageCutAtAnyByte() {
        byte[] file = new TestImages().bytes();
        for (int length = 0; length < file.length; length++) {
            ImageReading cut = EspImageReader.read(Arrays.copyOf(file, length));
            assertThat(((Damaged) cut).problems())
                    .extracting(ImageProblem::code)
                    .as("cut to %d bytes", length)
                    .containsAnyOf("empty-file", "truncated", "segment-beyond-file");
        }
    }

    @Test
    void noticesEachFlippedByteOfAHashedImage() {
        byte[] file = new TestImages().bytes();
        assertThat(unnoticed(file)).isEmpty();
    }

    @Test
    void noticesEachFlippedByteOfASignedImage() {
        assertThat(unnoticed(new TestImages().signatureBlocks(3).bytes())).isEmpty();
        assertThat(unnoticed(new TestImages().signatureBlocks(1).withoutAppendedHash().bytes()))
                .isEmpty();
    }

    @Test
    void neverThrowsWhateverTheBytesAre() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] file = new TestImages().bytes();
            int length = random.nextInt(file.length);
            file = round % 2 == 0 ? file : Arrays.copyOf(file, length);
            for (int i = 0; i < 3 && file.length > 1; i++)
                file[1 + random.nextInt(Math.min(file.length - 1, 40))] = (byte) random.nextInt();
            EspImageReader.read(file);
        }
    }

    /** Without an appended hash only the segments are covered, by the XOR of the format. */
    @Test
    void noticesEachFlippedByteOfTheSegmentsWithoutAHash() {
        byte[] file = new TestImages().withoutAppendedHash().bytes();
        Set<Integer> notCovered = new HashSet<>();
        for (int i = 2; i < 12; i++) notCovered.add(i); // flash mode, entry address, pins
        for (int i = 14; i < 23; i++) notCovered.add(i); // revisions, reserved
        for (int i = 0; i < 4; i++) notCovered.add(HEADER_END + i); // load address of segment 1
        for (int i = 0; i < 4; i++) notCovered.add(288 + i); // load address of segment 2
        for (int i = 360; i < file.length - 1; i++) notCovered.add(i); // padding to 16 bytes
        assertThat(unnoticed(file)).isEqualTo(notCovered);
    }

    private static Set<Integer> unnoticed(byte[] file) {
        Set<Integer> offsets = new HashSet<>();
        for (int i = 0; i < file.length; i++) {
            byte[] changed = TestImages.with(file, i, file[i] ^ 0xff);
            if (EspImageReader.read(changed) instanceof Whole) offsets.add(i);
        }
        return offsets;
    }
}

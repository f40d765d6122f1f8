package io.github.canarywave.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/** Reads written images with a checker of its own. */
class SimImageTest {
    @Test
    void isWholeAndSaysWhatItIs() throws Exception {
        for (int size : new int[] {1024, 1040, 4096, 100_000, 1 << 20}) {
            byte[] image = SimImage.esp32("thermostat", "2.4.1", 6, size, 7);
            assertThat(image).hasSize(size - size % 16);
            checkWhole(image);
            ByteBuffer in = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(in.getShort(12)).as("chip id of ESP32").isZero();
            assertThat(in.getInt(24)).as("first segment is DROM").isEqualTo(0x3F400020);
            assertThat(in.getInt(32)).isEqualTo(0xABCD5432);
            assertThat(in.getInt(36)).as("secure version").isEqualTo(6);
            assertThat(text(image, 48)).isEqualTo("2.4.1");
            assertThat(text(image, 80)).isEqualTo("thermostat");
        }
    }

    @Test
    void dependsOnItsArgumentsAlone() {
        byte[] image = SimImage.esp32("thermostat", "2.4.1", 6, 4096, 7);
        assertThat(SimImage.esp32("thermostat", "2.4.1", 6, 4096, 7)).isEqualTo(image);
        assertThat(SimImage.esp32("thermostat", "2.4.1", 6, 4096, 8)).isNotEqualTo(image);
        assertThat(SimImage.esp32("thermostat", "2.4.2", 6, 4096, 7)).isNotEqualTo(image);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> SimImage.esp32("p", "1", 0, 1023, 1))
                .hasMessage("an image has 1024 to 16777216 bytes, got 1023");
        assertThatThrownBy(() -> SimImage.esp32("p", "v".repeat(32), 0, 4096, 1))
                .hasMessageContaining("version has at most 31 ASCII characters");
    }

    private static void checkWhole(byte[] image) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(image[0]).isEqualTo((byte) 0xE9);
        assertThat(image[23]).as("digest is appended").isEqualTo((byte) 1);
        int at = 24;
        byte sum = (byte) 0xEF;
        for (int segment = 0; segment < image[1]; segment++) {
            int length = in.getInt(at + 4);
            at += 8;
            for (int i = 0; i < length; i++) sum ^= image[at + i];
            at += length;
        }
        int checksumAt = at + (15 - at % 16);
        assertThat(checksumAt).isEqualTo(image.length - 33);
        assertThat(image[checksumAt]).as("checksum").isEqualTo(sum);
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(Arrays.copyOf(image, image.length - 32));
        assertThat(Arrays.copyOfRange(image, image.length - 32, image.length)).isEqualTo(digest);
    }

    private static String text(byte[] image, int from) {
        int end = from;
        while (image[end] != 0) end++;
        return new String(image, from, end - from, US_ASCII);
    }
}

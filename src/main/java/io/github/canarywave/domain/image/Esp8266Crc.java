package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.u32;
import static io.github.canarywave.domain.image.LittleEndian.u8;

/**
 * The record of length and CRC that the Arduino core for ESP8266 keeps at the start of an
 * application (since core 2.7): 8 bytes that count as zero in the CRC and in the checksum, because
 * the build writes them last.
 */
final class Esp8266Crc {
    static final int OFFSET = 0x1010;
    static final int BYTES = 8;

    private static final int POLYNOMIAL = 0x04c11db7;

    private Esp8266Crc() {}

    /** Whether the record is there: it names the length of the image. */
    static boolean isThere(byte[] file, int end) {
        return u32(file, OFFSET) == end;
    }

    /** The CRC in the record. */
    static long stated(byte[] file) {
        return u32(file, OFFSET + 4);
    }

    /** The XOR of the record's bytes, to take them out of a checksum. */
    static int xor(byte[] file) {
        int sum = 0;
        for (int i = OFFSET; i < OFFSET + BYTES; i++) sum ^= u8(file, i);
        return sum;
    }

    /** The CRC of an image that ends before {@code end}: 32 bits, the highest bit first. */
    static long computed(byte[] file, int end) {
        int crc = -1;
        for (int i = 0; i < end; i++) {
            boolean zero = i >= OFFSET && i < OFFSET + BYTES;
            crc ^= zero ? 0 : u8(file, i) << 24;
            for (int bit = 0; bit < 8; bit++) crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
        }
        return Integer.toUnsignedLong(crc);
    }
}

package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.canarywave.domain.image.Sha256;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Writes application images of the ESP32 family: whole by header, segments, checksum, digest. */
public final class SimImage {
    /** Image header, then segments of load address, length, data. */
    private static final int HEADER_BYTES = 24;

    private static final int SEGMENT_HEADER_BYTES = 8;
    private static final int DESCRIPTION_BYTES = 256;
    private static final int DIGEST_BYTES = 32;

    /** Header, two segments with a description and some code, checksum block and digest. */
    public static final int SMALLEST_BYTES = 1024;

    /** What a slot of the usual 4 MiB flash partition tables holds at most. */
    public static final int LARGEST_BYTES = 16 * 1024 * 1024;

    private static final byte MAGIC = (byte) 0xE9;
    private static final int DESCRIPTION_MAGIC = 0xABCD5432;
    private static final int DROM_ADDRESS = 0x3F400020;
    private static final int IROM_ADDRESS = 0x400D0020;
    private static final int ENTRY_ADDRESS = 0x40081000;
    private static final byte CHECKSUM_SEED = (byte) 0xEF;
    private static final int CHECKSUM_BLOCK = 16;
    private static final byte NO_WRITE_PROTECT_PIN = (byte) 0xEE;
    private static final int NAME_BYTES = 32;

    private SimImage() {}

    /**
     * An image for the chip ESP32 whose content depends on the arguments alone.
     *
     * @param project project name of the application description, at most 31 ASCII characters
     * @param version version of the application description, at most 31 ASCII characters
     * @param securityVersion secure version of the application description, 0 or more
     * @param sizeBytes wanted size of the file; it is rounded down to a multiple of 16, because the
     *     format pads
     * @param seed chooses the pseudo-random code
     */
    public static byte[] esp32(
            String project, String version, int securityVersion, int sizeBytes, long seed) {
        if (sizeBytes < SMALLEST_BYTES || sizeBytes > LARGEST_BYTES)
            throw new IllegalArgumentException(
                    "an image has %d to %d bytes, got %d"
                            .formatted(SMALLEST_BYTES, LARGEST_BYTES, sizeBytes));
        int size = sizeBytes - sizeBytes % CHECKSUM_BLOCK;
        Random random =
                new Random(
                        seed * 31 + Arrays.hashCode((project + '\n' + version).getBytes(US_ASCII)));
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(out, 2);
        int data = size - HEADER_BYTES - 2 * SEGMENT_HEADER_BYTES - CHECKSUM_BLOCK - DIGEST_BYTES;
        // Code and constants of real applications: about two thirds and one third; lengths are
        // multiples of 4, and what is missing to the checksum block becomes padding.
        int constants = Math.max(DESCRIPTION_BYTES, data / 3) & ~3;
        int code = (data - constants) & ~3;
        byte sum =
                segment(
                        out,
                        DROM_ADDRESS,
                        constants(project, version, securityVersion, constants, random));
        sum ^= segment(out, IROM_ADDRESS, noise(code, random));
        out.put(size - DIGEST_BYTES - 1, (byte) (sum ^ CHECKSUM_SEED));
        var digest = Sha256.newDigest();
        digest.update(out.array(), 0, size - DIGEST_BYTES);
        out.put(size - DIGEST_BYTES, digest.digest());
        return out.array();
    }

    private static void header(ByteBuffer out, int segments) {
        out.put(MAGIC).put((byte) segments);
        out.put((byte) 2).put((byte) 0x20); // DIO; 40 MHz, 4 MB
        out.putInt(ENTRY_ADDRESS);
        out.put(NO_WRITE_PROTECT_PIN);
        out.position(17).putShort((short) 399); // max_chip_rev_full: below 4.0
        out.position(HEADER_BYTES - 1).put((byte) 1); // A digest is appended.
    }

    private static byte segment(ByteBuffer out, int address, byte[] data) {
        out.putInt(address).putInt(data.length).put(data);
        byte sum = 0;
        for (byte b : data) sum ^= b;
        return sum;
    }

    private static byte[] constants(
            String project, String version, int securityVersion, int length, Random random) {
        byte[] data = noise(length, random);
        Arrays.fill(data, 0, DESCRIPTION_BYTES, (byte) 0);
        ByteBuffer out = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0, DESCRIPTION_MAGIC).putInt(4, securityVersion);
        text(out, 16, "version", version, NAME_BYTES);
        text(out, 48, "project", project, NAME_BYTES);
        text(out, 80, "time", "00:00:00", 16); // Fixed, so that a seed gives the same bytes.
        text(out, 96, "date", "Nov 20 2026", 16);
        text(out, 112, "framework", "v5.4-sim", NAME_BYTES);
        out.put(144, noise(DIGEST_BYTES, random)); // Digest of an ELF file that never was.
        out.putShort(178, (short) 99); // Any eFuse block revision below 1.0.
        out.put(180, (byte) 16); // Pages of the memory management unit have 64 KiB.
        return data;
    }

    private static void text(ByteBuffer out, int at, String what, String value, int bytes) {
        byte[] ascii = value.getBytes(US_ASCII);
        if (ascii.length >= bytes)
            throw new IllegalArgumentException(
                    "%s has at most %d ASCII characters in an image, got \"%s\" (%d)"
                            .formatted(what, bytes - 1, value, ascii.length));
        out.put(at, ascii);
    }

    private static byte[] noise(int length, Random random) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        return data;
    }
}

package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.TestImages.filled;
import static io.github.canarywave.domain.image.TestImages.join;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Builds small images for ESP8266 for tests, from what the tools of the Arduino core and of the SDK
 * write, and not with the reader's code.
 */
public final class Test8266Images {
    /** Where the Arduino core puts the application. */
    public static final int APPLICATION = 0x1000;

    private Test8266Images() {}

    /** What the Arduino core builds: eboot, application, length and CRC in it. */
    public static byte[] arduino() {
        byte[] file = join(atApplication(eboot()), application());
        return withRecord(file);
    }

    /** The same of a core before 2.7, which writes no CRC. */
    public static byte[] arduinoWithoutCrc() {
        return join(atApplication(eboot()), application(new byte[] {1, 2, 3, 4, 5, 6, 7, 9}));
    }

    /** The boot loader alone. */
    public static byte[] eboot() {
        return image(0x4010f480, 0, segment(0x4010f000, filled(100, 0x21)));
    }

    /** The application alone. */
    public static byte[] application() {
        return application(new byte[8]);
    }

    /** An image as the Arduino core wants it signed; the signature is a dummy. */
    public static byte[] signed(byte[] image, int bytes) {
        return join(image, filled(bytes, 0x77), littleEndian(4).putInt(bytes).array());
    }

    /** An image 0xEA with a CRC behind it. */
    public static byte[] v2() {
        byte[] image = v2WithoutCrc();
        CRC32 crc = new CRC32();
        crc.update(image, 0, image.length);
        int plain = (int) crc.getValue();
        return join(image, littleEndian(4).putInt(plain < 0 ? ~plain : plain + 1).array());
    }

    /** An image 0xEA of an old SDK. */
    public static byte[] v2WithoutCrc() {
        byte[] flash = segment(0, filled(80, 0x42));
        byte[] first = header(0xea, 4, 0x40100004);
        return join(
                first,
                flash,
                image(
                        0x40100004,
                        first.length + flash.length,
                        segment(0x40100000, filled(40, 0x31))));
    }

    private static byte[] application(byte[] record) {
        return image(
                0x401000c0,
                APPLICATION,
                segment(0x40201010, join(record, filled(192, 0x42))),
                segment(0x40100000, filled(61, 0x31)),
                segment(0x3ffe8000, filled(20, 0x13)));
    }

    private static byte[] atApplication(byte[] eboot) {
        return join(eboot, filled(APPLICATION - eboot.length, 0xaa));
    }

    private static byte[] withRecord(byte[] file) {
        byte[] changed = file.clone();
        ByteBuffer.wrap(changed)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(APPLICATION + 16, file.length)
                .putInt(APPLICATION + 20, crc(file));
        return changed;
    }

    /** CRC-32/MPEG-2, bit by bit. */
    private static int crc(byte[] content) {
        long crc = 0xffff_ffffL;
        for (byte b : content)
            for (int bit = 7; bit >= 0; bit--) {
                boolean high = (crc >> 31 & 1) != (b >> bit & 1);
                crc = crc << 1 & 0xffff_ffffL;
                if (high) crc ^= 0x04c11db7;
            }
        return (int) crc;
    }

    /** An image with a header of 8 bytes; the checksum is aligned to the file it lies in. */
    private static byte[] image(int entry, int position, byte[]... segments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(0xe9, segments.length, entry));
        int sum = 0xef;
        for (byte[] segment : segments) {
            out.writeBytes(segment);
            for (int i = 8; i < segment.length; i++) sum ^= segment[i];
        }
        while ((position + out.size()) % 16 != 15) out.write(0);
        out.write(sum);
        return out.toByteArray();
    }

    private static byte[] header(int magic, int count, int entry) {
        return littleEndian(8)
                .put((byte) magic)
                .put((byte) count)
                .put((byte) 2)
                .put((byte) 0x40)
                .putInt(entry)
                .array();
    }

    private static byte[] segment(int address, byte[] data) {
        return littleEndian(8 + data.length).putInt(address).putInt(data.length).put(data).array();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package io.github.canarywave.domain.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Builds small images of the ESP32 family for tests, from the published format and not with the
 * reader's code. A builder is confined to one thread; {@code new TestImages().bytes()} is whole.
 */
public final class TestImages {
    private static final int SECTOR_BYTES = 4096;

    private int chip = EspChip.ESP32.id();
    private String project = "weather-station";
    private String version = "2.4.1";
    private long secureVersion = 6;
    private byte[] elfSha256 = filled(32, 0x5a);
    private boolean descriptor = true;
    private boolean hashAppended = true;
    private int contentBytes = 64;
    private int signatureBlocks;

    public TestImages chip(int id) {
        chip = id;
        return this;
    }

    public TestImages project(String name) {
        project = name;
        return this;
    }

    public TestImages version(String text) {
        version = text;
        return this;
    }

    public TestImages secureVersion(long counter) {
        secureVersion = counter;
        return this;
    }

    /** Leaves the digest of the ELF file all zero, as Arduino builds do. */
    public TestImages withoutElfDigest() {
        elfSha256 = new byte[32];
        return this;
    }

    /** A bootloader, as it were. */
    public TestImages withoutDescriptor() {
        descriptor = false;
        return this;
    }

    public TestImages withoutAppendedHash() {
        hashAppended = false;
        return this;
    }

    /** Bytes in the second segment; 3 more than a multiple of 4 is a damage. */
    public TestImages contentBytes(int bytes) {
        contentBytes = bytes;
        return this;
    }

    /** Appends a Secure Boot v2 sector with this many blocks; their signatures are dummies. */
    public TestImages signatureBlocks(int blocks) {
        signatureBlocks = blocks;
        return this;
    }

    /** The whole file. */
    public byte[] bytes() {
        byte[] first = descriptor ? descriptor() : filled(256, 0x11);
        byte[] content = new byte[contentBytes];
        for (int i = 0; i < content.length; i++) content[i] = (byte) (i * 7 + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header());
        out.writeBytes(segment(0x3f400020, first));
        out.writeBytes(segment(0x40080000, content));
        while (out.size() % 16 != 15) out.write(0);
        out.write(checksum(first, content));
        if (hashAppended) out.writeBytes(Sha256.of(out.toByteArray()).bytes());
        return signatureBlocks == 0 ? out.toByteArray() : signed(out.toByteArray());
    }

    /** The image with one byte replaced. */
    public static byte[] with(byte[] image, int offset, int value) {
        byte[] changed = image.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    /** The image with its appended SHA-256 computed anew, so that only an inner damage remains. */
    public static byte[] withFreshHash(byte[] image) {
        byte[] changed = image.clone();
        int end = changed.length - 32;
        System.arraycopy(Sha256.of(Arrays.copyOf(changed, end)).bytes(), 0, changed, end, 32);
        return changed;
    }

    /** These parts one after the other. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    /** So many bytes of one value. */
    public static byte[] filled(int bytes, int value) {
        byte[] filled = new byte[bytes];
        Arrays.fill(filled, (byte) value);
        return filled;
    }

    private byte[] header() {
        return littleEndian(24)
                .put((byte) 0xe9)
                .put((byte) 2)
                .put((byte) 2)
                .put((byte) 0x20)
                .putInt(0x40081234)
                .putInt(0xee)
                .putShort((short) chip)
                .put((byte) 3)
                .putShort((short) 300)
                .putShort((short) 399)
                .put(23, (byte) (hashAppended ? 1 : 0))
                .array();
    }

    private byte[] descriptor() {
        return littleEndian(256)
                .putInt(0xabcd5432)
                .putInt((int) secureVersion)
                .put(16, ascii(version))
                .put(48, ascii(project))
                .put(80, ascii("12:34:56"))
                .put(96, ascii("Nov 20 2026"))
                .put(112, ascii("v5.5.1"))
                .put(144, elfSha256)
                .array();
    }

    private static byte[] segment(int address, byte[] data) {
        return littleEndian(8 + data.length).putInt(address).putInt(data.length).put(data).array();
    }

    private static int checksum(byte[]... segments) {
        int sum = 0xef;
        for (byte[] segment : segments) for (byte b : segment) sum ^= b;
        return sum;
    }

    private byte[] signed(byte[] image) {
        int padded = (image.length + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
        byte[] content = join(image, filled(padded - image.length, 0xff));
        byte[] sector = filled(SECTOR_BYTES, 0xff);
        for (int i = 0; i < signatureBlocks; i++)
            System.arraycopy(block(content), 0, sector, i * 1216, 1216);
        return join(content, sector);
    }

    private static byte[] block(byte[] content) {
        byte[] block = new byte[1216];
        ByteBuffer fields = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        fields.put((byte) 0xe7).put((byte) 3).putShort((short) 0);
        fields.put(Sha256.of(content).bytes()).put((byte) 2).put(filled(128, 0x77));
        CRC32 crc = new CRC32();
        crc.update(block, 0, 1196);
        fields.putInt(1196, (int) crc.getValue());
        return block;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package io.github.canarywave.domain.image;

import java.nio.charset.StandardCharsets;

/**
 * Reads numbers and texts as ESP images hold them. Offsets outside the file are the caller's bug.
 */
final class LittleEndian {
    private LittleEndian() {}

    static int u8(byte[] file, int offset) {
        return file[offset] & 0xff;
    }

    static int u16(byte[] file, int offset) {
        return u8(file, offset) | u8(file, offset + 1) << 8;
    }

    static long u32(byte[] file, int offset) {
        return u16(file, offset) | (long) u16(file, offset + 2) << 16;
    }

    /** Text up to the first NUL; bytes that are no printable ASCII become {@code ?}. */
    static String text(byte[] file, int offset, int length) {
        int end = offset;
        while (end < offset + length && file[end] != 0) end++;
        String text = new String(file, offset, end - offset, StandardCharsets.ISO_8859_1);
        return text.replaceAll("[^ -~]", "?");
    }

    static boolean startsWith(byte[] file, int... magic) {
        if (file.length < magic.length) return false;
        for (int i = 0; i < magic.length; i++) if (u8(file, i) != magic[i]) return false;
        return true;
    }

    /** Whether each byte from {@code from} to before {@code to} has this value. */
    static boolean filledWith(byte[] file, int from, int to, int value) {
        for (int i = from; i < to; i++) if (u8(file, i) != value) return false;
        return true;
    }
}

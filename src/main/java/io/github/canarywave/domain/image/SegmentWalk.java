package io.github.canarywave.domain.image;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The segments of an image and the checksum that follows them.
 *
 * @param segments those inside the file, in order
 * @param computedChecksum XOR over all segment data, seed 0xEF
 * @param checksumOffset where the checksum stands: the last byte of a 16-byte line
 * @param broken why the walk ended early; empty when the checksum byte was reached
 */
record SegmentWalk(
        List<EspSegment> segments,
        int computedChecksum,
        int checksumOffset,
        Optional<ImageProblem> broken) {
    /** {@code ESP_IMAGE_MAX_SEGMENTS} of ESP-IDF. */
    static final int MAX_SEGMENTS = 16;

    private static final int SEGMENT_HEADER_BYTES = 8;
    private static final int CHECKSUM_SEED = 0xef;

    /**
     * Walks the segments behind a header that is all in the file.
     *
     * @param start where the header begins, bytes from the start of the file
     * @param headerBytes 24 for the ESP32 family, 8 for ESP8266
     */
    static SegmentWalk over(byte[] file, int start, int headerBytes) {
        int count = LittleEndian.u8(file, start + 1);
        List<EspSegment> segments = new ArrayList<>();
        if (count < 1 || count > MAX_SEGMENTS) return brokenOff(segments, badCount(count, start));
        long at = (long) start + headerBytes;
        for (int i = 0; i < count; i++) {
            if (at + SEGMENT_HEADER_BYTES > file.length)
                return brokenOff(segments, headerMissing(i, count, at, file.length));
            long length = LittleEndian.u32(file, (int) at + 4);
            long data = at + SEGMENT_HEADER_BYTES;
            if (data + length > file.length)
                return brokenOff(segments, beyondFile(i, data, length, file.length));
            long address = LittleEndian.u32(file, (int) at);
            segments.add(new EspSegment((int) data, address, (int) length));
            at = data + length;
        }
        int checksumOffset = (int) (at | 15);
        if (checksumOffset >= file.length)
            return brokenOff(segments, checksumMissing(checksumOffset, file.length));
        return new SegmentWalk(
                List.copyOf(segments), xor(file, segments), checksumOffset, Optional.empty());
    }

    /** Whether all segments and the checksum are there and the checksum fits. */
    boolean fits(byte[] file) {
        return broken.isEmpty() && LittleEndian.u8(file, checksumOffset) == computedChecksum;
    }

    /** The checksum of the file where it does not fit. */
    Optional<ImageProblem> badChecksum(byte[] file) {
        return badChecksum(file, checksumOffset, computedChecksum);
    }

    /** The checksum at this offset where it is not the computed one. */
    static Optional<ImageProblem> badChecksum(byte[] file, int offset, int computed) {
        int stated = LittleEndian.u8(file, offset);
        if (stated == computed) return Optional.empty();
        HexFormat hex = HexFormat.of();
        return Optional.of(
                new ImageProblem(
                        "checksum",
                        "the checksum says 0x"
                                + hex.toHexDigits((byte) stated)
                                + ", the segments give 0x"
                                + hex.toHexDigits((byte) computed),
                        offset,
                        "the checksum is the XOR of all segment data with 0xef",
                        "The file was damaged: copy it again from where it was built."));
    }

    private static int xor(byte[] file, List<EspSegment> segments) {
        int sum = CHECKSUM_SEED;
        for (EspSegment s : segments)
            for (int i = s.offset(); i < s.offset() + s.length(); i++) sum ^= file[i];
        return sum & 0xff;
    }

    private static SegmentWalk brokenOff(List<EspSegment> segments, ImageProblem why) {
        return new SegmentWalk(List.copyOf(segments), 0, 0, Optional.of(why));
    }

    private static ImageProblem badCount(int count, int start) {
        return new ImageProblem(
                "segment-count",
                "the header announces " + count + " segments",
                start + 1L,
                "an image has 1 to " + MAX_SEGMENTS + " segments",
                "Build the image again, or copy it again from where it was built.");
    }

    private static ImageProblem headerMissing(int i, int count, long at, int size) {
        return new ImageProblem(
                "truncated",
                "segment "
                        + (i + 1)
                        + " of "
                        + count
                        + " is missing, the file has "
                        + size
                        + " bytes",
                Math.min(at, size),
                "each announced segment has a header of 8 bytes and its data",
                "The file was cut: copy it again and compare the sizes.");
    }

    private static ImageProblem beyondFile(int i, long data, long length, int size) {
        return new ImageProblem(
                "segment-beyond-file",
                "segment "
                        + (i + 1)
                        + " announces "
                        + length
                        + " bytes, "
                        + (size - data)
                        + " are left in the file",
                data - 4,
                "each segment ends inside the file",
                "The file was cut or damaged: copy it again and compare the sizes.");
    }

    private static ImageProblem checksumMissing(int checksumOffset, int size) {
        return new ImageProblem(
                "truncated",
                "the file ends after "
                        + size
                        + " bytes, before its checksum at offset "
                        + checksumOffset,
                size,
                "the checksum is the last byte of the 16-byte line after the segments",
                "The file was cut: copy it again and compare the sizes.");
    }
}

package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.u32;
import static io.github.canarywave.domain.image.LittleEndian.u8;

import io.github.canarywave.domain.image.Esp8266Image.Layout;
import io.github.canarywave.domain.image.ImageReading.Damaged;
import io.github.canarywave.domain.image.ImageReading.Whole;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Reads "version 2" images for ESP8266, for the boot loaders of the SDK and rBoot: a header 0xEA
 * with the part that runs from flash, a second header 0xE9 with all others, a checksum over these,
 * and mostly a CRC over all of it.
 */
final class Esp8266V2 {
    static final int MAGIC = 0xea;

    /** What stands where other forms count segments. */
    private static final int MARK = 4;

    private static final int SEGMENT_HEADER_BYTES = 8;
    private static final int CRC_BYTES = 4;

    private Esp8266V2() {}

    /** Reads a file whose first byte is 0xEA; never throws. */
    static ImageReading read(byte[] file) {
        int flashData = Esp8266Reader.HEADER_BYTES + SEGMENT_HEADER_BYTES;
        if (file.length < flashData) return damaged(Esp8266Problems.cutHeader(file.length));
        if (u8(file, 1) != MARK) return damaged(Esp8266Problems.badMark(u8(file, 1), MARK));
        long flashBytes = u32(file, flashData - 4);
        long second = flashData + flashBytes;
        if (second + Esp8266Reader.HEADER_BYTES > file.length)
            return damaged(Esp8266Problems.cutFlashPart(flashBytes, file.length - flashData));
        int at = (int) second;
        if (u8(file, at) != EspImageReader.MAGIC)
            return damaged(Esp8266Problems.noSecondHeader(u8(file, at), at));
        EspSegment flash = new EspSegment(flashData, u32(file, flashData - 8), (int) flashBytes);
        return read(file, flash, SegmentWalk.over(file, at, Esp8266Reader.HEADER_BYTES));
    }

    private static ImageReading read(byte[] file, EspSegment flash, SegmentWalk walk) {
        if (walk.broken().isPresent()) return damaged(walk.broken().get());
        List<ImageProblem> problems = new ArrayList<>();
        walk.badChecksum(file).ifPresent(problems::add);
        int end = walk.checksumOffset() + 1;
        if (file.length > end) behind(file, end).ifPresent(problems::add);
        if (!problems.isEmpty()) return new Damaged(problems);
        List<EspSegment> segments = new ArrayList<>(List.of(flash));
        segments.addAll(walk.segments());
        return new Whole(
                new Esp8266Image(
                        Layout.V2, segments, file.length, file.length > end, 0, Sha256.of(file)));
    }

    private static Optional<ImageProblem> behind(byte[] file, int end) {
        if (file.length != end + CRC_BYTES)
            return Optional.of(Esp8266Problems.behindV2(file.length - end, end));
        long computed = crc(file, end);
        return computed == u32(file, end)
                ? Optional.empty()
                : Optional.of(Esp8266Problems.badTrailingCrc(u32(file, end), computed, end));
    }

    /** The CRC32 of zlib as the SDK keeps it: complemented or plus one, by its highest bit. */
    private static long crc(byte[] file, int end) {
        CRC32 crc = new CRC32();
        crc.update(file, 0, end);
        long plain = crc.getValue();
        return plain >= 1L << 31 ? plain ^ 0xffff_ffffL : plain + 1;
    }

    private static Damaged damaged(ImageProblem problem) {
        return new Damaged(List.of(problem));
    }
}

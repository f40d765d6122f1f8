package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.u16;
import static io.github.canarywave.domain.image.LittleEndian.u8;

import io.github.canarywave.domain.image.ImageReading.Damaged;
import io.github.canarywave.domain.image.ImageReading.Whole;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads application images of the ESP32 family (ESP-IDF, App Image Format), hands those for ESP8266
 * on, and refuses what is not whole. Pure; safe from any thread.
 */
public final class EspImageReader {
    /** Bytes; the largest flash that ESP-IDF maps, and its own limit for an image. */
    public static final int MAX_IMAGE_BYTES = 16 * 1024 * 1024;

    static final int MAGIC = 0xe9;

    private static final int HEADER_BYTES = 24;
    private static final int CHIP_OFFSET = 12;
    private static final int HASH_FLAG_OFFSET = 23;
    private static final int HASH_BYTES = 32;

    private final byte[] file;
    private final SegmentWalk walk;
    private final List<ImageProblem> problems = new ArrayList<>();

    private EspImageReader(byte[] file) {
        this.file = file;
        this.walk = SegmentWalk.over(file, 0, HEADER_BYTES);
    }

    /**
     * Reads a whole file. Never throws, whatever the bytes are; a damaged file comes back with all
     * problems that can be told apart.
     */
    public static ImageReading read(byte[] file) {
        Optional<ImageProblem> foreign = ForeignFile.problem(file);
        if (foreign.isPresent()) return damaged(foreign.get());
        boolean for8266 = Esp8266Reader.isFor8266(file);
        if (file.length < HEADER_BYTES)
            return for8266 ? Esp8266Reader.read(file) : damaged(shortHeader(file.length));
        EspImageReader reader = new EspImageReader(file);
        boolean whole = u8(file, 0) == MAGIC && reader.walk.fits(file);
        return for8266 && !whole ? Esp8266Reader.read(file) : reader.read();
    }

    private ImageReading read() {
        Optional<EspChip> chip = EspChip.ofId(u16(file, CHIP_OFFSET));
        if (chip.isEmpty()) problems.add(unknownChip());
        if (u8(file, HASH_FLAG_OFFSET) > 1) problems.add(badHashFlag());
        walk.broken().ifPresent(problems::add);
        int blocks = walk.broken().isEmpty() ? checkEnd() : 0;
        DescriptorReading descriptor = DescriptorReading.of(file, walk.segments());
        descriptor.problem().ifPresent(problems::add);
        if (!problems.isEmpty()) return new Damaged(problems);
        return new Whole(image(chip.orElseThrow(), descriptor.descriptor().orElseThrow(), blocks));
    }

    private EspImage image(EspChip chip, AppDescriptor descriptor, int blocks) {
        return new EspImage(
                chip,
                u8(file, 14),
                u16(file, 15),
                u16(file, 17),
                walk.segments(),
                file.length,
                hashAppended(),
                hashAppended() ? Sha256.ofDigest(appendedHash()) : Sha256.of(file),
                descriptor,
                blocks);
    }

    /** Checks all behind the segments; the number of signature blocks. */
    private int checkEnd() {
        walk.badChecksum(file).ifPresent(problems::add);
        checkSegmentLengths();
        int end = walk.checksumOffset() + 1;
        if (!hashAppended()) return checkBehind(end);
        if (file.length < end + HASH_BYTES) {
            problems.add(hashMissing(end));
            return 0;
        }
        MessageDigest digest = Sha256.newDigest();
        digest.update(file, 0, end);
        byte[] computed = digest.digest();
        if (!MessageDigest.isEqual(computed, appendedHash())) problems.add(badHash(computed, end));
        return checkBehind(end + HASH_BYTES);
    }

    private int checkBehind(int end) {
        SecureBootBlocks blocks = SecureBootBlocks.after(file, end);
        blocks.problem().ifPresent(problems::add);
        return blocks.count();
    }

    /** The bootloader refuses others (esp_image_format.c, verify_segment_header). */
    private void checkSegmentLengths() {
        for (EspSegment s : walk.segments())
            if (s.length() % 4 != 0)
                problems.add(
                        new ImageProblem(
                                "segment-length",
                                "a segment has " + s.length() + " bytes",
                                s.offset() - 4L,
                                "the length of a segment is a multiple of 4",
                                "Build the image again."));
    }

    private boolean hashAppended() {
        return u8(file, HASH_FLAG_OFFSET) != 0;
    }

    private byte[] appendedHash() {
        int start = walk.checksumOffset() + 1;
        return Arrays.copyOfRange(file, start, start + HASH_BYTES);
    }

    private static Damaged damaged(ImageProblem problem) {
        return new Damaged(List.of(problem));
    }

    private static ImageProblem shortHeader(int size) {
        return new ImageProblem(
                "truncated",
                "the file has " + size + " bytes",
                size,
                "an image begins with a header of " + HEADER_BYTES + " bytes",
                "The file was cut: copy it again and compare the sizes.");
    }

    private ImageProblem unknownChip() {
        return new ImageProblem(
                "unknown-chip",
                "the header names chip " + u16(file, CHIP_OFFSET),
                CHIP_OFFSET,
                "the chip is one of " + EspChip.known(),
                "Upload an image for one of these chips.");
    }

    private ImageProblem badHashFlag() {
        return new ImageProblem(
                "hash-flag",
                "the byte that tells whether a SHA-256 is appended is "
                        + u8(file, HASH_FLAG_OFFSET),
                HASH_FLAG_OFFSET,
                "it is 0 or 1",
                "Build the image again, or copy it again from where it was built.");
    }

    private ImageProblem hashMissing(int end) {
        return new ImageProblem(
                "truncated",
                (file.length - end) + " bytes follow the checksum",
                file.length,
                "the header announces a SHA-256 of 32 bytes behind the checksum",
                "The file was cut: copy it again and compare the sizes.");
    }

    private ImageProblem badHash(byte[] computed, int end) {
        return new ImageProblem(
                "digest-mismatch",
                "the appended SHA-256 is "
                        + Sha256.ofDigest(appendedHash()).abbreviated()
                        + "…, the bytes before it have "
                        + Sha256.ofDigest(computed).abbreviated()
                        + "…",
                end,
                "the SHA-256 of all bytes before it is appended",
                "The file was damaged: copy it again from where it was built.");
    }
}

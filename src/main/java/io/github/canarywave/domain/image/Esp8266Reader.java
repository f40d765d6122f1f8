package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.u32;
import static io.github.canarywave.domain.image.LittleEndian.u8;

import io.github.canarywave.domain.image.Esp8266Image.Layout;
import io.github.canarywave.domain.image.ImageReading.Damaged;
import io.github.canarywave.domain.image.ImageReading.Whole;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads application images for ESP8266: headers of 8 bytes, no chip, no descriptor, no digest. An
 * update for the Arduino core is eboot at 0 and the application at 0x1000.
 */
final class Esp8266Reader {
    static final int HEADER_BYTES = 8;

    private static final int APPLICATION_OFFSET = 0x1000;

    private final byte[] file;
    private final List<ImageProblem> problems = new ArrayList<>();

    private Esp8266Reader(byte[] file) {
        this.file = file;
    }

    /**
     * Whether the file is meant for ESP8266, damaged or not: first byte 0xEA; or 0xE9, an entry in
     * that chip's instruction memory (0x401xxxxx) or flash (0x402xxxxx), where no chip of the ESP32
     * family starts, and no descriptor where one of that family has it.
     */
    static boolean isFor8266(byte[] file) {
        if (file.length == 0) return false;
        if (u8(file, 0) == Esp8266V2.MAGIC) return true;
        return file.length >= HEADER_BYTES
                && u8(file, 0) == EspImageReader.MAGIC
                && inCode(u32(file, 4))
                && !DescriptorReading.isThere(file);
    }

    private static boolean inCode(long address) {
        return address >> 20 == 0x401 || inFlash(address);
    }

    private static boolean inFlash(long address) {
        return address >> 20 == 0x402;
    }

    /** Reads a file for which {@link #isFor8266} holds; never throws. */
    static ImageReading read(byte[] file) {
        return u8(file, 0) == Esp8266V2.MAGIC
                ? Esp8266V2.read(file)
                : new Esp8266Reader(file).readArduino();
    }

    private ImageReading readArduino() {
        SegmentWalk boot = SegmentWalk.over(file, 0, HEADER_BYTES);
        if (boot.broken().isPresent()) return new Damaged(List.of(boot.broken().get()));
        if (boot.segments().stream().anyMatch(s -> inFlash(s.loadAddress())))
            return new Damaged(List.of(Esp8266Problems.withoutEboot()));
        boot.badChecksum(file).ifPresent(problems::add);
        int bootEnd = boot.checksumOffset() + 1;
        if (bootEnd == file.length || bootEnd > APPLICATION_OFFSET)
            return damaged(Esp8266Problems.bootLoaderAlone(bootEnd));
        if (file.length < APPLICATION_OFFSET + HEADER_BYTES)
            return damaged(Esp8266Problems.cutBeforeApplication(file.length));
        if (u8(file, APPLICATION_OFFSET) != EspImageReader.MAGIC)
            return damaged(Esp8266Problems.noApplication(u8(file, APPLICATION_OFFSET)));
        return readApplication(SegmentWalk.over(file, APPLICATION_OFFSET, HEADER_BYTES));
    }

    private ImageReading readApplication(SegmentWalk walk) {
        if (walk.broken().isPresent()) return damaged(walk.broken().get());
        int end = walk.checksumOffset() + 1;
        boolean crc = hasCrcRoom(walk) && Esp8266Crc.isThere(file, end);
        if (crc) checkCrc(walk, end);
        else checkWithoutCrc(walk, end);
        CoreSignature signature = CoreSignature.after(file, end);
        signature.problem().ifPresent(problems::add);
        if (!problems.isEmpty()) return new Damaged(problems);
        return new Whole(
                new Esp8266Image(
                        Layout.ARDUINO,
                        walk.segments(),
                        file.length,
                        crc,
                        signature.bytes(),
                        Sha256.of(file)));
    }

    private static boolean hasCrcRoom(SegmentWalk walk) {
        EspSegment first = walk.segments().getFirst();
        return first.offset() == Esp8266Crc.OFFSET && first.length() >= Esp8266Crc.BYTES;
    }

    private void checkCrc(SegmentWalk walk, int end) {
        checksum(walk, walk.computedChecksum() ^ Esp8266Crc.xor(file)).ifPresent(problems::add);
        long computed = Esp8266Crc.computed(file, end);
        if (computed != Esp8266Crc.stated(file))
            problems.add(Esp8266Problems.badCrc(Esp8266Crc.stated(file), computed));
    }

    /** A record with another length than the image has can be told by the checksum: it fits. */
    private void checkWithoutCrc(SegmentWalk walk, int end) {
        Optional<ImageProblem> bad = checksum(walk, walk.computedChecksum());
        if (bad.isEmpty()) return;
        boolean record =
                hasCrcRoom(walk)
                        && checksum(walk, walk.computedChecksum() ^ Esp8266Crc.xor(file)).isEmpty();
        problems.add(
                record ? Esp8266Problems.badLength(u32(file, Esp8266Crc.OFFSET), end) : bad.get());
    }

    private Optional<ImageProblem> checksum(SegmentWalk walk, int computed) {
        return SegmentWalk.badChecksum(file, walk.checksumOffset(), computed);
    }

    private Damaged damaged(ImageProblem problem) {
        problems.add(problem);
        return new Damaged(problems);
    }
}

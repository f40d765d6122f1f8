package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.filledWith;
import static io.github.canarywave.domain.image.LittleEndian.startsWith;
import static io.github.canarywave.domain.image.LittleEndian.u16;
import static io.github.canarywave.domain.image.LittleEndian.u32;
import static io.github.canarywave.domain.image.LittleEndian.u8;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises files that people upload by mistake, so that the message can name what it is. */
final class ForeignFile {
    private static final int PARTITION_TABLE_OFFSET = 0x8000;
    private static final int PARTITION_MAGIC = 0x50aa;
    private static final Pattern INTEL_HEX = Pattern.compile(":[0-9A-Fa-f]{10,}.*", Pattern.DOTALL);
    private static final Pattern HTML =
            Pattern.compile(
                    "\\s*<(!doctype|html|head|\\?xml).*",
                    Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final String USE_APPLICATION =
            "Upload the application image instead, the .bin that the build makes for updates.";

    private ForeignFile() {}

    /** What the file is instead of an image; empty when it begins like one. */
    static Optional<ImageProblem> problem(byte[] file) {
        if (file.length == 0) return Optional.of(empty());
        if (file.length > EspImageReader.MAX_IMAGE_BYTES) return Optional.of(tooLarge(file.length));
        if (isMergedFlash(file)) return Optional.of(mergedFlash());
        if (u8(file, 0) == EspImageReader.MAGIC || u8(file, 0) == Esp8266V2.MAGIC)
            return Optional.empty();
        return Optional.of(other(file));
    }

    private static boolean isMergedFlash(byte[] file) {
        if (file.length < PARTITION_TABLE_OFFSET + 32) return false;
        boolean table =
                u16(file, PARTITION_TABLE_OFFSET) == PARTITION_MAGIC
                        && u32(file, PARTITION_TABLE_OFFSET + 4) % 0x1000 == 0
                        && u32(file, PARTITION_TABLE_OFFSET + 4) != 0;
        // chips that boot from 0x1000 or 0x2000 leave the start of flash erased
        boolean bootloader =
                (u8(file, 0) == EspImageReader.MAGIC && !DescriptorReading.isThere(file))
                        || filledWith(file, 0, 0x1000, 0xff);
        return table && bootloader;
    }

    private static ImageProblem other(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, 64), StandardCharsets.ISO_8859_1);
        if (startsWith(file, 0x1f, 0x8b))
            return foreign("gzip-file", "a gzip file", "Unpack it first.");
        if (startsWith(file, 'P', 'K', 3, 4))
            return foreign("zip-file", "a ZIP file", "Unpack it first.");
        if (startsWith(file, 0x7f, 'E', 'L', 'F'))
            return foreign("elf-file", "an ELF file, the linker's result", USE_APPLICATION);
        if (startsWith(file, 'U', 'F', '2', '\n'))
            return foreign("uf2-file", "a UF2 file, for USB bootloaders", USE_APPLICATION);
        if (startsWith(file, 0xcf, 0xb6, 0x88, 0x07))
            return foreign(
                    "encrypted-image",
                    "a pre-encrypted image (esp_encrypted_img), not supported yet",
                    "Upload the image without encryption.");
        if (INTEL_HEX.matcher(head).matches())
            return foreign("intel-hex-file", "an Intel HEX file", USE_APPLICATION);
        if (HTML.matcher(head).matches())
            return foreign(
                    "html-file",
                    "a web page, perhaps an error page saved as a file",
                    "Download the image again.");
        return badMagic(file);
    }

    private static ImageProblem foreign(String code, String what, String remedy) {
        return new ImageProblem(
                code,
                "the file is " + what,
                0,
                "an image begins with the byte 0xe9 (ESP32, ESP8266) or 0xea (ESP8266)",
                remedy);
    }

    private static ImageProblem badMagic(byte[] file) {
        String seen = HexFormat.of().formatHex(file, 0, Math.min(4, file.length));
        return new ImageProblem(
                "bad-magic",
                "the file begins with " + seen + " (hexadecimal)",
                0,
                "an image begins with the byte 0xe9 (ESP32, ESP8266) or 0xea (ESP8266)",
                USE_APPLICATION + " Firmware for other devices: --opaque.");
    }

    private static ImageProblem empty() {
        return new ImageProblem(
                "empty-file",
                "the file has 0 bytes",
                0,
                "an image begins with a header",
                "Build or copy the image again.");
    }

    private static ImageProblem tooLarge(int size) {
        return new ImageProblem(
                "too-large",
                "the file has " + size + " bytes",
                EspImageReader.MAX_IMAGE_BYTES,
                "an image has at most " + EspImageReader.MAX_IMAGE_BYTES + " bytes",
                USE_APPLICATION);
    }

    private static ImageProblem mergedFlash() {
        return new ImageProblem(
                "merged-flash-image",
                "the file is a whole flash: a bootloader, and a partition table at 0x8000",
                PARTITION_TABLE_OFFSET,
                "an update holds the application only",
                USE_APPLICATION);
    }
}

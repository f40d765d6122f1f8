package io.github.canarywave.domain.image;

/** What can be wrong with an image for ESP8266 only, in words. */
final class Esp8266Problems {
    private static final String COPY_AGAIN =
            "The file was damaged: copy it again from where it was built.";
    private static final String CUT = "The file was cut: copy it again and compare the sizes.";
    private static final String USE_BUILD =
            "Upload the .bin that the build writes, with eboot and application in one.";
    private static final String ARDUINO_RULE =
            "an update for ESP8266 is the boot loader eboot at 0 and the application at 0x1000";

    private Esp8266Problems() {}

    static ImageProblem bootLoaderAlone(int bootEnd) {
        return new ImageProblem(
                "no-application",
                "the image for ESP8266 ends after "
                        + bootEnd
                        + " bytes and runs from memory only: a boot loader, or a program to be"
                        + " loaded into memory; there is no application for the flash",
                bootEnd,
                ARDUINO_RULE,
                USE_BUILD);
    }

    static ImageProblem cutBeforeApplication(int size) {
        return new ImageProblem(
                "truncated",
                "the file has " + size + " bytes and ends before the header of the application",
                size,
                ARDUINO_RULE,
                CUT);
    }

    static ImageProblem noApplication(int seen) {
        return new ImageProblem(
                "no-application",
                "at 0x1000, where the application begins, stands 0x" + Integer.toHexString(seen),
                0x1000,
                "the application begins with the byte 0xe9",
                USE_BUILD);
    }

    static ImageProblem withoutEboot() {
        return new ImageProblem(
                "no-boot-loader",
                "the file is an application for ESP8266 without the boot loader eboot before it",
                0,
                ARDUINO_RULE + "; a device would write the application over its boot loader",
                USE_BUILD);
    }

    static ImageProblem badCrc(long stated, long computed) {
        return new ImageProblem(
                "crc",
                "the CRC says 0x" + hex(stated) + ", the file gives 0x" + hex(computed),
                Esp8266Crc.OFFSET + 4L,
                "eboot checks the CRC of the whole image",
                COPY_AGAIN);
    }

    static ImageProblem badLength(long stated, int end) {
        return new ImageProblem(
                "crc",
                "the record of the CRC says " + stated + " bytes, the image has " + end,
                Esp8266Crc.OFFSET,
                "eboot checks the CRC of as many bytes as the record says",
                COPY_AGAIN);
    }

    static ImageProblem cutHeader(int size) {
        return new ImageProblem(
                "truncated",
                "the file has " + size + " bytes",
                size,
                "an image 0xea for ESP8266 begins with headers of 16 bytes",
                CUT);
    }

    static ImageProblem badMark(int seen, int mark) {
        return new ImageProblem(
                "bad-magic",
                "the file begins with 0xea, then " + seen,
                1,
                "an image 0xea for ESP8266 has " + mark + " there",
                "Upload the application image that the build makes for updates.");
    }

    static ImageProblem cutFlashPart(long announced, int left) {
        return new ImageProblem(
                "segment-beyond-file",
                "the part that runs from flash announces "
                        + announced
                        + " bytes, "
                        + left
                        + " are left in the file",
                12,
                "it and the second header end inside the file",
                CUT);
    }

    static ImageProblem noSecondHeader(int seen, int at) {
        return new ImageProblem(
                "bad-magic",
                "the second header begins with 0x" + Integer.toHexString(seen),
                at,
                "a header 0xe9 follows the part that runs from flash",
                COPY_AGAIN);
    }

    static ImageProblem behindV2(int bytes, int end) {
        return new ImageProblem(
                "trailing-bytes",
                bytes + " bytes follow the image, which ends after " + end + " bytes",
                end,
                "an image 0xea for ESP8266 ends with its checksum or a CRC of 4 bytes",
                "Upload the file as the build wrote it; flash dumps hold more.");
    }

    static ImageProblem badTrailingCrc(long stated, long computed, int end) {
        return new ImageProblem(
                "crc",
                "the CRC says 0x" + hex(stated) + ", the file gives 0x" + hex(computed),
                end,
                "the last 4 bytes are the CRC of all before them",
                COPY_AGAIN);
    }

    private static String hex(long crc) {
        return "%08x".formatted(crc);
    }
}

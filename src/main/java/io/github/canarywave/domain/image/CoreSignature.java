package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.u32;

import java.util.Optional;

/**
 * The signature that the Arduino core for ESP8266 wants behind an image: its bytes, then their
 * number in 4 bytes. It signs all before it and is no part of what it signs.
 *
 * @param bytes of the signature, 0 when nothing follows the image
 * @param problem why what follows is no signature; empty when it is
 */
record CoreSignature(int bytes, Optional<ImageProblem> problem) {
    /** Bytes; RSA of 1024 bit, the smallest key that anybody signs with. */
    private static final int MIN_BYTES = 128;

    /** Bytes; RSA of 4096 bit, the largest that the core has room to check. */
    private static final int MAX_BYTES = 512;

    /** Reads what follows the image, which ends before {@code end}. */
    static CoreSignature after(byte[] file, int end) {
        int behind = file.length - end;
        if (behind == 0) return new CoreSignature(0, Optional.empty());
        int bytes = behind - Esp8266Image.SIGNATURE_LENGTH_BYTES;
        boolean fits =
                bytes >= MIN_BYTES
                        && bytes <= MAX_BYTES
                        && u32(file, file.length - Esp8266Image.SIGNATURE_LENGTH_BYTES) == bytes;
        return fits
                ? new CoreSignature(bytes, Optional.empty())
                : new CoreSignature(0, Optional.of(trailing(file, end)));
    }

    private static ImageProblem trailing(byte[] file, int end) {
        int behind = file.length - end;
        String says =
                behind < Esp8266Image.SIGNATURE_LENGTH_BYTES
                        ? ""
                        : ", and the last 4 of them say "
                                + u32(file, file.length - Esp8266Image.SIGNATURE_LENGTH_BYTES);
        return new ImageProblem(
                "trailing-bytes",
                behind + " bytes follow the image, which ends after " + end + " bytes" + says,
                end,
                "nothing follows, or a signature of "
                        + MIN_BYTES
                        + " to "
                        + MAX_BYTES
                        + " bytes and then its length in 4 bytes",
                "Upload the file as the build or the signing tool wrote it.");
    }
}

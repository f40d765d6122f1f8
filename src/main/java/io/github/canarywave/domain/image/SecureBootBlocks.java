package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.filledWith;
import static io.github.canarywave.domain.image.LittleEndian.u32;
import static io.github.canarywave.domain.image.LittleEndian.u8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The Secure Boot v2 signature sector behind an image: 4096 bytes on a 4096-byte border, with one
 * to three blocks of 1216 bytes (ESP-IDF, Secure Boot v2, signature block format).
 *
 * @param count blocks found
 * @param problem why what follows the image is no such sector; empty when it is
 */
record SecureBootBlocks(int count, Optional<ImageProblem> problem) {
    private static final int SECTOR_BYTES = 4096;
    private static final int BLOCK_BYTES = 1216;
    private static final int MAX_BLOCKS = 3;
    private static final int MAGIC = 0xe7;
    private static final int VERSION_RSA = 2;
    private static final int VERSION_ECDSA = 3;
    private static final int DIGEST_OFFSET = 4;
    private static final int CRC_OFFSET = 1196;
    private static final int CRC_END = 1200;

    /** Reads what follows the image, which ends before {@code end}. */
    static SecureBootBlocks after(byte[] file, int end) {
        if (file.length == end) return new SecureBootBlocks(0, Optional.empty());
        int sector = (end + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
        if (file.length != sector + SECTOR_BYTES || u8(file, sector) != MAGIC)
            return refused(trailing(file, end));
        byte[] digest = digest(file, sector);
        int count = 0;
        int at = sector;
        while (count < MAX_BLOCKS && u8(file, at) == MAGIC) {
            Optional<ImageProblem> bad = badBlock(file, at, digest);
            if (bad.isPresent()) return new SecureBootBlocks(count, bad);
            count++;
            at += BLOCK_BYTES;
        }
        if (!filledWith(file, at, file.length, 0xff)) return refused(unclean(at, count));
        return new SecureBootBlocks(count, Optional.empty());
    }

    private static Optional<ImageProblem> badBlock(byte[] file, int at, byte[] digest) {
        int version = u8(file, at + 1);
        if (version != VERSION_RSA && version != VERSION_ECDSA)
            return block(
                    at + 1, "it has version " + version, "the version is 2 (RSA) or 3 (ECDSA)");
        CRC32 crc = new CRC32();
        crc.update(file, at, CRC_OFFSET);
        if (crc.getValue() != u32(file, at + CRC_OFFSET))
            return block(
                    at + CRC_OFFSET,
                    "its CRC is "
                            + Long.toHexString(u32(file, at + CRC_OFFSET))
                            + ", computed "
                            + Long.toHexString(crc.getValue()),
                    "the CRC32 of bytes 0 to 1195 follows them");
        if (!filledWith(file, at + CRC_END, at + BLOCK_BYTES, 0))
            return block(at + CRC_END, "its last 16 bytes are not zero", "they are zero");
        byte[] said = Arrays.copyOfRange(file, at + DIGEST_OFFSET, at + DIGEST_OFFSET + 32);
        if (!MessageDigest.isEqual(said, digest))
            return block(
                    at + DIGEST_OFFSET,
                    "it signs "
                            + Sha256.ofDigest(said).abbreviated()
                            + "…, the padded image has "
                            + Sha256.ofDigest(digest).abbreviated()
                            + "…",
                    "it signs the SHA-256 of all bytes before its sector");
        return Optional.empty();
    }

    private static byte[] digest(byte[] file, int sector) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(file, 0, sector);
        return digest.digest();
    }

    private static SecureBootBlocks refused(ImageProblem problem) {
        return new SecureBootBlocks(0, Optional.of(problem));
    }

    private static Optional<ImageProblem> block(int offset, String seen, String rule) {
        return Optional.of(
                new ImageProblem(
                        "signature-block",
                        "the Secure Boot signature block is damaged: " + seen,
                        offset,
                        rule,
                        "Sign the image again, or copy it again from where it was signed."));
    }

    private static ImageProblem unclean(int at, int count) {
        return new ImageProblem(
                "signature-block",
                "the bytes after " + count + " Secure Boot signature block(s) are not erased",
                at,
                "the rest of the signature sector is 0xff",
                "Sign the image again, or copy it again from where it was signed.");
    }

    private static ImageProblem trailing(byte[] file, int end) {
        boolean erased = filledWith(file, end, file.length, 0xff);
        return new ImageProblem(
                "trailing-bytes",
                (file.length - end)
                        + (erased ? " bytes 0xff" : " bytes")
                        + " follow the image, which ends after "
                        + end
                        + " bytes",
                end,
                "an image ends with its SHA-256 or with one Secure Boot v2 signature sector",
                "Upload the file as the build wrote it, or sign it; flash dumps hold more.");
    }
}

package io.github.canarywave.domain.image;

import java.util.List;
import java.util.Optional;

/**
 * A whole and undamaged application image for a chip of the ESP32 family.
 *
 * @param chip the chip it was built for
 * @param minRevision lowest chip revision, in the old form (major only)
 * @param minRevisionFull lowest chip revision, major * 100 + minor
 * @param maxRevisionFull highest chip revision, major * 100 + minor; 65535 = any, 0 = not said
 * @param segments in the order of the file
 * @param fileSize bytes of the whole file, signature blocks included
 * @param hashAppended whether the file carries its own SHA-256
 * @param imageDigest what the device tells of it ({@code esp_partition_get_sha256}): the appended
 *     SHA-256, or that of the file when none is appended
 * @param descriptor what the application says of itself
 * @param signatureBlocks Secure Boot v2 signature blocks at the end, 0 to 3; their digest and CRC
 *     are checked, their signatures are not: the keys are the device's
 */
public record EspImage(
        EspChip chip,
        int minRevision,
        int minRevisionFull,
        int maxRevisionFull,
        List<EspSegment> segments,
        long fileSize,
        boolean hashAppended,
        Sha256 imageDigest,
        AppDescriptor descriptor,
        int signatureBlocks)
        implements Firmware {
    public EspImage {
        segments = List.copyOf(segments);
    }

    /** Whether a Secure Boot v2 signature block follows the image. */
    public boolean signed() {
        return signatureBlocks > 0;
    }

    @Override
    public Optional<EspChip> builtFor() {
        return Optional.of(chip);
    }

    @Override
    public Optional<AppDescriptor> claims() {
        return Optional.of(descriptor);
    }

    @Override
    public List<String> remarks() {
        return signed()
                ? List.of(
                        "signed for Secure Boot v2: "
                                + signatureBlocks
                                + (signatureBlocks == 1 ? " signature block" : " signature blocks")
                                + " at the end; devices check it, it is not checked here")
                : List.of();
    }
}

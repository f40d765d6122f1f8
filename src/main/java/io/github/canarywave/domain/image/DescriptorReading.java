package io.github.canarywave.domain.image;

import static io.github.canarywave.domain.image.LittleEndian.text;
import static io.github.canarywave.domain.image.LittleEndian.u32;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What came of reading the application descriptor, 256 bytes right behind the first segment header.
 *
 * @param descriptor empty when there is a problem
 * @param problem why there is no descriptor to use
 */
record DescriptorReading(Optional<AppDescriptor> descriptor, Optional<ImageProblem> problem) {
    private static final int OFFSET = 32;
    private static final int BYTES = 256;
    private static final long MAGIC = 0xabcd5432L;

    /** Reads it; in a file whose segments are cut, as far as the bytes are there. */
    static DescriptorReading of(byte[] file, List<EspSegment> segments) {
        boolean cut =
                file.length < OFFSET + BYTES
                        || (!segments.isEmpty() && segments.getFirst().length() < BYTES);
        if (cut || !isThere(file)) return refused(missing());
        long secureVersion = u32(file, 36);
        if (secureVersion > Integer.MAX_VALUE) return refused(badSecureVersion(secureVersion));
        AppDescriptor descriptor =
                new AppDescriptor(
                        text(file, 80, 32),
                        text(file, 48, 32),
                        (int) secureVersion,
                        text(file, 144, 32),
                        text(file, 112, 16),
                        text(file, 128, 16),
                        Sha256.ofDigest(Arrays.copyOfRange(file, 176, 208)));
        return new DescriptorReading(Optional.of(descriptor), Optional.empty());
    }

    /** Whether the magic of a descriptor stands in its place. */
    static boolean isThere(byte[] file) {
        return file.length >= OFFSET + 4 && u32(file, OFFSET) == MAGIC;
    }

    private static DescriptorReading refused(ImageProblem problem) {
        return new DescriptorReading(Optional.empty(), Optional.of(problem));
    }

    private static ImageProblem missing() {
        return new ImageProblem(
                "no-app-descriptor",
                "there is no whole application descriptor: a bootloader, or an image to run from"
                        + " memory",
                OFFSET,
                "the first segment of an application begins with a descriptor of 256 bytes, magic"
                        + " 0xabcd5432",
                "Upload the application image, not the bootloader.");
    }

    private static ImageProblem badSecureVersion(long value) {
        return new ImageProblem(
                "security-version",
                "the descriptor has security version " + value,
                OFFSET + 4L,
                "it is at most " + Integer.MAX_VALUE,
                "Build the image again with a small CONFIG_BOOTLOADER_APP_SECURE_VERSION.");
    }
}

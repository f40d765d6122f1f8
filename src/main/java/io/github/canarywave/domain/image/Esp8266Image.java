package io.github.canarywave.domain.image;

import java.util.List;
import java.util.Optional;

/**
 * A whole and undamaged application image for ESP8266.
 *
 * @param layout how it lies in the file
 * @param segments of the application, in the order of the file; those of a boot loader before it
 *     are left out
 * @param fileSize bytes of the whole file, a trailing signature included
 * @param crcChecked whether the file carries a CRC over all of the image; older builds do not
 * @param signatureBytes of the trailing signature, without its length; 0 when there is none. It is
 *     not checked: the key is the device's
 * @param imageDigest SHA-256 of the file: the format has no digest of its own
 */
public record Esp8266Image(
        Layout layout,
        List<EspSegment> segments,
        long fileSize,
        boolean crcChecked,
        int signatureBytes,
        Sha256 imageDigest)
        implements Firmware {
    /** How an image for ESP8266 lies in its file. */
    public enum Layout {
        /** The boot loader eboot at 0 and the application at 0x1000, as the Arduino core has it. */
        ARDUINO,
        /** First byte 0xEA, for the boot loaders of the SDK and rBoot. */
        V2
    }

    /** Bytes of the length behind a trailing signature. */
    static final int SIGNATURE_LENGTH_BYTES = 4;

    public Esp8266Image {
        segments = List.copyOf(segments);
    }

    @Override
    public Optional<EspChip> builtFor() {
        return Optional.of(EspChip.ESP8266);
    }

    @Override
    public Optional<AppDescriptor> claims() {
        return Optional.empty();
    }

    @Override
    public List<String> remarks() {
        if (signatureBytes == 0) return List.of();
        long signed = fileSize - signatureBytes - SIGNATURE_LENGTH_BYTES;
        return List.of(
                "signed for the Arduino core: a signature of "
                        + signatureBytes
                        + " bytes over the first "
                        + signed
                        + " follows them; devices check it, it is not checked here");
    }
}

package io.github.canarywave.domain.image;

import io.github.canarywave.domain.image.ImageReading.Damaged;
import io.github.canarywave.domain.image.ImageReading.Whole;

import java.util.List;
import java.util.Optional;

/**
 * A file for devices whose form is not known here: nothing is read, nothing but its size checked.
 *
 * @param imageDigest SHA-256 of the file
 */
public record OpaqueFile(Sha256 imageDigest) implements Firmware {
    /**
     * Takes any file but an empty one, one that is larger than images can be, and an image that can
     * be read: its devices may tell another digest than that of the file.
     */
    static ImageReading read(byte[] file) {
        if (file.length == 0 || file.length > EspImageReader.MAX_IMAGE_BYTES)
            return EspImageReader.read(file);
        return EspImageReader.read(file) instanceof Whole(Firmware image)
                ? new Damaged(List.of(readable(image)))
                : new Whole(new OpaqueFile(Sha256.of(file)));
    }

    @Override
    public Optional<EspChip> builtFor() {
        return Optional.empty();
    }

    @Override
    public Optional<AppDescriptor> claims() {
        return Optional.empty();
    }

    @Override
    public List<String> remarks() {
        return List.of("opaque: nothing in the file was read or checked");
    }

    private static ImageProblem readable(Firmware image) {
        return new ImageProblem(
                "not-opaque",
                "the file is a whole image for " + image.builtFor().map(EspChip::label).orElse("?"),
                0,
                "opaque is what cannot be read here",
                "Add it without --opaque.");
    }
}

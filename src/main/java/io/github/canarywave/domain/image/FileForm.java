package io.github.canarywave.domain.image;

/** How a person wants a firmware file to be taken. */
public enum FileForm {
    /** An image that is read and checked. */
    IMAGE,
    /** Bytes for other devices, which nobody reads here. */
    OPAQUE;

    /** Takes a whole file so. Never throws, whatever the bytes are. */
    public ImageReading read(byte[] file) {
        return switch (this) {
            case IMAGE -> EspImageReader.read(file);
            case OPAQUE -> OpaqueFile.read(file);
        };
    }
}

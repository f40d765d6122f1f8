package io.github.canarywave.domain.image;

import java.util.List;
import java.util.Optional;

/** A file that devices can be given: an image that was read, or bytes that nobody reads here. */
public sealed interface Firmware permits EspImage, Esp8266Image, OpaqueFile {
    /** The chip it is for; empty when nobody can tell. */
    Optional<EspChip> builtFor();

    /** What a device tells of it once it runs ({@code image} of a birth). */
    Sha256 imageDigest();

    /** What the application says of itself; empty where the form has no place for it. */
    Optional<AppDescriptor> claims();

    /** What a person should know of it, a sentence each. */
    List<String> remarks();
}

package io.github.canarywave.domain.image;

import io.github.canarywave.domain.fleet.Version;

import java.util.Optional;
import java.util.Set;

/**
 * What an application says of itself ({@code esp_app_desc_t} of ESP-IDF): claims, not facts.
 *
 * @param project name of the project it was built from
 * @param version text of the version it claims
 * @param secureVersion counter for anti-rollback
 * @param idfVersion version of ESP-IDF that built it
 * @param time compile time as the compiler wrote it
 * @param date compile date as the compiler wrote it
 * @param elfSha256 digest of the ELF file; all zero when the build left it out
 */
public record AppDescriptor(
        String project,
        String version,
        int secureVersion,
        String idfVersion,
        String time,
        String date,
        Sha256 elfSha256) {
    /** Projects that built the Arduino libraries once, for everybody: they name no firmware. */
    private static final Set<String> LIBRARY_BUILDERS =
            Set.of("esp32-arduino-lib-builder", "arduino-lib-builder");

    private static final Sha256 ABSENT = Sha256.ofDigest(new byte[32]);

    /**
     * Whether project and version name this firmware. They do not for images built with Arduino:
     * five releases of one project were seen with one descriptor, that of the library builder.
     */
    public boolean believable() {
        return doubt().isEmpty();
    }

    /** Why {@link #believable} is false, with the value seen; empty when it is true. */
    public Optional<String> doubt() {
        if (LIBRARY_BUILDERS.contains(project))
            return Optional.of(
                    "project \"" + project + "\" is the builder of the Arduino libraries");
        if (elfSha256.equals(ABSENT))
            return Optional.of(
                    "the digest of the ELF file is all zero, as Arduino builds leave it");
        if (version.isEmpty()) return Optional.of("the version is empty");
        return Optional.empty();
    }

    /**
     * The version to use when the person gives none; empty when the descriptor is not believable or
     * its text has not the shape of a version: then a person must give one.
     */
    public Optional<Version> believableVersion() {
        if (!believable()) return Optional.empty();
        try {
            return Optional.of(new Version(version));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}

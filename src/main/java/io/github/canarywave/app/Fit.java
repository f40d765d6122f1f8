package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.EspChip;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether an artifact fits what there is: the chip of its model, and what the fleet runs. */
final class Fit {
    /** Where the image header names the chip, two bytes, the lower one first. */
    private static final int CHIP_OFFSET = 12;

    private Fit() {}

    /** Why an image for this chip cannot be for this model, going by what it was given before. */
    static Optional<String> otherChip(
            Store.Reads reads, ArtifactStore files, Model model, EspChip chip) {
        for (Release release : reads.releases()) {
            Artifact known = release.artifacts().get(model);
            if (known == null || release.state() instanceof ReleaseState.Revoked) continue;
            Optional<EspChip> before = chip(files, known.content().sha256());
            if (before.isEmpty()) continue;
            if (before.get() == chip) return Optional.empty();
            return Optional.of(
                    "the image is for "
                            + chip.label()
                            + ", devices of model "
                            + model
                            + " have "
                            + before.get().label()
                            + " by release "
                            + release.name()
                            + ". Build it for that chip, or name another model; if that release"
                            + " was wrong, revoke it");
        }
        return Optional.empty();
    }

    private static Optional<EspChip> chip(ArtifactStore files, Sha256 file) {
        Optional<Path> place = files.find(file);
        if (place.isEmpty()) return Optional.empty();
        try (InputStream in = Files.newInputStream(place.get())) {
            byte[] head = in.readNBytes(CHIP_OFFSET + 2);
            if (head.length < CHIP_OFFSET + 2) return Optional.empty();
            return EspChip.ofId((head[CHIP_OFFSET] & 0xff) | (head[CHIP_OFFSET + 1] & 0xff) << 8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read artifact " + file, e);
        }
    }

    /** What a person should know before devices refuse the release, a sentence each. */
    static List<String> warnings(Store.Reads reads, Release release) {
        List<String> warnings = new ArrayList<>();
        for (Artifact artifact : release.artifacts().values()) {
            higher(reads, release, artifact).ifPresent(warnings::add);
            long above =
                    reads.devicesAbove(
                            artifact.content().model(), artifact.content().securityVersion());
            if (above > 0)
                warnings.add(
                        above
                                + " devices of model "
                                + artifact.content().model()
                                + " run a security version above "
                                + artifact.content().securityVersion()
                                + " and refuse this release");
        }
        return warnings;
    }

    /** A published release of the product whose security version devices cannot come back from. */
    private static Optional<String> higher(Store.Reads reads, Release release, Artifact artifact) {
        Model model = artifact.content().model();
        int own = artifact.content().securityVersion();
        for (Release other : reads.releases()) {
            boolean counts =
                    other.name().product().equals(release.name().product())
                            && other.state() instanceof ReleaseState.Published;
            Artifact theirs = other.artifacts().get(model);
            if (!counts || theirs == null) continue;
            int higher = theirs.content().securityVersion();
            if (higher > own)
                return Optional.of(
                        "security version "
                                + own
                                + " is lower than "
                                + higher
                                + " of "
                                + other.name()
                                + ", which is published: a device that ran that one refuses this"
                                + " one");
        }
        return Optional.empty();
    }
}

package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.EspChip;
import io.github.canarywave.domain.image.EspImageReader;
import io.github.canarywave.domain.image.Firmware;
import io.github.canarywave.domain.image.ImageReading;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether an artifact fits what there is: the chip of its model, and what the fleet runs. */
final class Fit {
    private Fit() {}

    /** Why an image for this chip cannot be for this model, going by what it was given before. */
    static Optional<String> otherChip(
            Store.Reads reads, ArtifactStore files, Model model, Optional<EspChip> chip) {
        if (chip.isEmpty()) return Optional.empty();
        for (Release release : reads.releases()) {
            Artifact known = release.artifacts().get(model);
            if (known == null || release.state() instanceof ReleaseState.Revoked) continue;
            Optional<EspChip> before = chip(files, known.content().sha256());
            if (before.isEmpty()) continue;
            if (before.equals(chip)) return Optional.empty();
            return Optional.of(
                    "the image is for "
                            + chip.get().label()
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

    /** Says that nobody has read a file; tells it by the file itself, as it can be read or not. */
    private static Optional<String> opaque(ArtifactStore files, Artifact artifact) {
        Sha256 file = artifact.content().sha256();
        if (!artifact.image().equals(file)) return Optional.empty();
        return files.find(file)
                .map(Fit::content)
                .filter(content -> Sha256.of(content).equals(file))
                .filter(content -> EspImageReader.read(content) instanceof ImageReading.Damaged)
                .map(
                        _ ->
                                "the file for model "
                                        + artifact.content().model()
                                        + " is opaque: nothing in it was read, nor whether it fits"
                                        + " the model");
    }

    private static byte[] content(Path place) {
        try {
            return Files.readAllBytes(place);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read artifact " + place.getFileName(), e);
        }
    }

    private static Optional<EspChip> chip(ArtifactStore files, Sha256 file) {
        return files.find(file)
                .map(Fit::content)
                .map(EspImageReader::read)
                .flatMap(
                        reading ->
                                reading instanceof ImageReading.Whole(Firmware image)
                                        ? image.builtFor()
                                        : Optional.empty());
    }

    /** What a person should know before devices refuse the release, a sentence each. */
    static List<String> warnings(Store.Reads reads, ArtifactStore files, Release release) {
        List<String> warnings = new ArrayList<>();
        for (Artifact artifact : release.artifacts().values()) {
            opaque(files, artifact).ifPresent(warnings::add);
            higher(reads, release.name(), artifact.content()).ifPresent(warnings::add);
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

    /**
     * Why nobody could install an artifact: its security version is lower than what every device of
     * the model runs that has told; or, where none has, than what is published. While some device
     * could take it, it is a warning only: parts of a fleet may be kept on an older line.
     */
    static Optional<String> tooLow(Store.Reads reads, ReleaseName name, ArtifactContent content) {
        Model model = content.model();
        int own = content.securityVersion();
        long above = reads.devicesAbove(model, own);
        if (reads.devicesAbove(model, -1) > above) return Optional.empty();
        Optional<String> low =
                above > 0
                        ? Optional.of(
                                "security version "
                                        + own
                                        + " is lower than what all "
                                        + above
                                        + " devices of model "
                                        + model
                                        + " run that have told, and they refuse it")
                        : higher(reads, name, content)
                                .map(why -> why + ". No device of model " + model + " is known");
        return low.map(
                why ->
                        why
                                + ". Sign a release with a higher one, or have it all the same:"
                                + " canarywave release add --draft, then release publish "
                                + name.product()
                                + " "
                                + name.version()
                                + " --lower-security-version");
    }

    /** A published release of the product whose security version devices cannot come back from. */
    private static Optional<String> higher(
            Store.Reads reads, ReleaseName name, ArtifactContent content) {
        Model model = content.model();
        int own = content.securityVersion();
        for (Release other : reads.releases()) {
            boolean counts =
                    other.name().product().equals(name.product())
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

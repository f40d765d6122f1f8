package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.AppDescriptor;
import io.github.canarywave.domain.image.EspImage;
import io.github.canarywave.domain.image.EspImageReader;
import io.github.canarywave.domain.image.ImageReading;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes in signed artifacts, and refuses what is damaged, unsigned or contradicts itself. */
public final class Intake {
    private final Store store;
    private final ArtifactStore files;
    private final ManifestVerifier verifier;

    public Intake(Store store, ArtifactStore files, ManifestVerifier verifier) {
        this.store = store;
        this.files = files;
        this.verifier = verifier;
    }

    Outcome<Release> add(
            ReleaseName name,
            Model model,
            int securityVersion,
            String key,
            String signature,
            Path upload,
            Instant at,
            String who) {
        byte[] content = content(upload);
        return switch (EspImageReader.read(content)) {
            case ImageReading.Damaged(var problems) ->
                    new Outcome.Invalid<>(problems.stream().map(Object::toString).toList());
            case ImageReading.Whole(var image) ->
                    claim(name, model, securityVersion, key, signature, content)
                            .map(claim -> add(name, claim, image, upload, at, who))
                            .orElseGet(
                                    () ->
                                            new Outcome.Invalid<>(
                                                    List.of(
                                                            "key, signature or security version is malformed:"
                                                                    + " a key id has 1 to 12 characters, a signature 86 of base64url")));
        };
    }

    private static byte[] content(Path upload) {
        try {
            return Files.readAllBytes(upload);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the upload " + upload.getFileName(), e);
        }
    }

    private static Optional<ArtifactContent> claim(
            ReleaseName name,
            Model model,
            int securityVersion,
            String key,
            String signature,
            byte[] content) {
        try {
            return Optional.of(
                    new ArtifactContent(
                            model,
                            name.version(),
                            securityVersion,
                            content.length,
                            Sha256.of(content),
                            key,
                            signature));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Outcome<Release> add(
            ReleaseName name,
            ArtifactContent claim,
            EspImage image,
            Path upload,
            Instant at,
            String who) {
        Optional<String> contradiction = contradiction(image, claim);
        if (contradiction.isPresent()) return new Outcome.Invalid<>(List.of(contradiction.get()));
        if (!verifier.verifies(claim))
            return new Outcome.Invalid<>(
                    List.of(
                            "no trusted release key "
                                    + claim.key()
                                    + " signed this manifest; sign it with the key whose public half the server was given"));
        files.keep(upload);
        return store.write(tx -> add(tx, name, new Artifact(claim, image.imageDigest()), at, who));
    }

    private static Outcome<Release> add(
            Store.Tx tx, ReleaseName name, Artifact artifact, Instant at, String who) {
        Optional<Artifact> known =
                tx.release(name)
                        .flatMap(
                                r ->
                                        Optional.ofNullable(
                                                r.artifacts().get(artifact.content().model())));
        if (known.isEmpty()) {
            tx.add(name, artifact, at);
            String object = "release/" + name;
            String why = "model " + artifact.content().model();
            tx.people().audit(AuditLine.of(at, who, "artifact-added", object, why));
        }
        if (known.isPresent() && !same(known.get().content(), artifact.content()))
            return new Outcome.Conflict<>(
                    name
                            + " has another file or security version for model "
                            + artifact.content().model()
                            + " already; a release never changes, use a new version");
        return new Outcome.Done<>(tx.release(name).orElseThrow());
    }

    /** A signature of the same claim may differ each time it is made. */
    private static boolean same(ArtifactContent known, ArtifactContent claim) {
        return known.sha256().equals(claim.sha256())
                && known.securityVersion() == claim.securityVersion();
    }

    /** The descriptor of the image, where it can be believed, must say what the manifest says. */
    private static Optional<String> contradiction(EspImage image, ArtifactContent claim) {
        return Optional.of(image.descriptor())
                .filter(AppDescriptor::believable)
                .filter(d -> d.secureVersion() != claim.securityVersion())
                .map(
                        d ->
                                "the image has security version "
                                        + d.secureVersion()
                                        + ", the manifest says "
                                        + claim.securityVersion());
    }
}

package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.AppDescriptor;
import io.github.canarywave.domain.image.FileForm;
import io.github.canarywave.domain.image.Firmware;
import io.github.canarywave.domain.image.ImageProblem;
import io.github.canarywave.domain.image.ImageReading;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.TrustKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    /** Where it puts what it takes in. */
    ArtifactStore files() {
        return files;
    }

    /**
     * A file that somebody wants to become part of a release.
     *
     * @param signatures over its manifest, one for each key
     * @param draft whether a release that is not there yet becomes a draft
     * @param form how the file is to be taken
     */
    record Offer(
            ReleaseName name,
            Model model,
            int securityVersion,
            List<ReleaseSignature> signatures,
            boolean draft,
            FileForm form) {}

    Outcome<Release> add(Offer offer, Path upload, Instant at, String who) {
        byte[] content = content(upload);
        return switch (offer.form().read(content)) {
            case ImageReading.Damaged(var problems) ->
                    new Outcome.Invalid<>(problems.stream().map(ImageProblem::text).toList());
            case ImageReading.Whole(var image) ->
                    claims(offer, content)
                            .map(claims -> add(offer, claims, image, upload, at, who))
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

    /** One claim for each signature. */
    private static Optional<List<ArtifactContent>> claims(Offer offer, byte[] content) {
        try {
            return Optional.of(
                    offer.signatures().stream()
                            .map(
                                    signature ->
                                            new ArtifactContent(
                                                    offer.model(),
                                                    offer.name().version(),
                                                    offer.securityVersion(),
                                                    content.length,
                                                    Sha256.of(content),
                                                    signature.key(),
                                                    signature.signature()))
                            .toList());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Outcome<Release> add(
            Offer offer,
            List<ArtifactContent> claims,
            Firmware image,
            Path upload,
            Instant at,
            String who) {
        Optional<String> contradiction = contradiction(image, claims.getFirst());
        if (contradiction.isPresent()) return new Outcome.Invalid<>(List.of(contradiction.get()));
        Optional<String> misfit =
                store.read(reads -> Fit.otherChip(reads, files, offer.model(), image.builtFor()));
        if (misfit.isPresent()) return new Outcome.Conflict<>(misfit.get());
        Map<String, TrustKey> keys = store.read(ReleaseRules::keys);
        List<ArtifactContent> trusted =
                claims.stream().filter(claim -> trusted(claim, keys)).toList();
        if (trusted.isEmpty()) return new Outcome.Invalid<>(List.of(untrusted(claims, keys)));
        files.keep(upload);
        return store.write(tx -> add(tx, offer, trusted, image.imageDigest(), at, who));
    }

    private boolean trusted(ArtifactContent claim, Map<String, TrustKey> keys) {
        TrustKey key = keys.get(claim.key());
        return (key == null || key.signsNew()) && verifier.verifies(claim);
    }

    private static String untrusted(List<ArtifactContent> claims, Map<String, TrustKey> keys) {
        List<String> names = claims.stream().map(ArtifactContent::key).toList();
        List<String> objections =
                names.stream()
                        .map(keys::get)
                        .filter(key -> key != null && !key.signsNew())
                        .map(TrustKey::objection)
                        .toList();
        String why = objections.isEmpty() ? "" : " (" + String.join("; ", objections) + ")";
        return "no trusted release key signed this manifest, the signatures are by "
                + String.join(", ", names)
                + why
                + "; sign it with a key whose public half the server was given";
    }

    private static Outcome<Release> add(
            Store.Tx tx,
            Offer offer,
            List<ArtifactContent> trusted,
            Sha256 image,
            Instant at,
            String who) {
        Optional<Release> release = tx.release(offer.name());
        Optional<Artifact> known =
                release.flatMap(r -> Optional.ofNullable(r.artifacts().get(offer.model())));
        Optional<String> objection =
                known.isPresent()
                        ? changes(offer, known.get().content(), trusted.getFirst())
                        : release.isPresent()
                                ? closed(release.get())
                                : tooLow(tx, offer, trusted.getFirst());
        if (objection.isPresent()) return new Outcome.Conflict<>(objection.get());
        if (known.isEmpty()) {
            tx.add(offer.name(), new Artifact(trusted.getFirst(), image), at);
            if (release.isEmpty() && offer.draft())
                tx.catalogue().put(offer.name(), new ReleaseState.Draft());
            audit(tx, at, who, "artifact-added", offer);
        }
        sign(tx, offer, trusted, at, who);
        return new Outcome.Done<>(tx.release(offer.name()).orElseThrow());
    }

    private static void sign(
            Store.Tx tx, Offer offer, List<ArtifactContent> trusted, Instant at, String who) {
        int before = tx.catalogue().signatures(offer.name(), offer.model()).size();
        for (ArtifactContent claim : trusted)
            tx.catalogue()
                    .sign(
                            offer.name(),
                            offer.model(),
                            new ReleaseSignature(claim.key(), claim.signature()),
                            at);
        if (tx.catalogue().signatures(offer.name(), offer.model()).size() > before)
            audit(tx, at, who, "signature-added", offer);
    }

    private static void audit(Store.Tx tx, Instant at, String who, String what, Offer offer) {
        String object = "release/" + offer.name();
        tx.people().audit(AuditLine.of(at, who, what, object, "model " + offer.model()));
    }

    /** Of a draft it is asked when it is published. */
    private static Optional<String> tooLow(Store.Tx tx, Offer offer, ArtifactContent claim) {
        return offer.draft() ? Optional.empty() : Fit.tooLow(tx, offer.name(), claim);
    }

    /** Why a release takes no file of another model. */
    private static Optional<String> closed(Release release) {
        return release.state() instanceof ReleaseState.Draft
                ? Optional.empty()
                : Optional.of(
                        "release "
                                + release.name()
                                + " is "
                                + release.state().word()
                                + " and takes no more files; use a new version. One for several"
                                + " models begins as a draft: canarywave release add --draft");
    }

    private static Optional<String> changes(
            Offer offer, ArtifactContent known, ArtifactContent claim) {
        return same(known, claim)
                ? Optional.empty()
                : Optional.of(
                        offer.name()
                                + " has another file or security version for model "
                                + offer.model()
                                + " already; a release never changes, use a new version");
    }

    /** A signature of the same claim may differ each time it is made. */
    private static boolean same(ArtifactContent known, ArtifactContent claim) {
        return known.sha256().equals(claim.sha256())
                && known.securityVersion() == claim.securityVersion();
    }

    /** The descriptor of the image, where it can be believed, must say what the manifest says. */
    private static Optional<String> contradiction(Firmware image, ArtifactContent claim) {
        return image.claims()
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

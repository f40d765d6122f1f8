package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.TrustKey;
import io.github.canarywave.domain.rollout.Vouching;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether devices may be given a release now: by its state, and by who signed it. */
final class ReleaseRules {
    private ReleaseRules() {}

    /** Why nobody may be given this release now, in words; empty while devices may. */
    static Optional<String> objection(Store.Reads reads, Release release) {
        ReleaseName name = release.name();
        return reads.catalogue()
                .state(name)
                .flatMap(state -> objection(name, state))
                .or(() -> unvouched(reads, release));
    }

    /**
     * That the release has no artifact with the digest that the campaign pins, and which it has.
     */
    static Optional<String> unpinned(Campaign campaign, Release release) {
        return campaign.digest()
                .filter(
                        pinned ->
                                release.artifacts().values().stream()
                                        .noneMatch(a -> a.content().sha256().equals(pinned)))
                .map(
                        pinned ->
                                "release.digest: release "
                                        + release.name()
                                        + " has no artifact with "
                                        + pinned.prefixed()
                                        + "; it has "
                                        + digests(release));
    }

    private static String digests(Release release) {
        return release.artifacts().values().stream()
                .map(Artifact::content)
                .map(c -> c.sha256().prefixed() + " (" + c.model() + ")")
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> objection(ReleaseName name, ReleaseState state) {
        return switch (state) {
            case ReleaseState.Published _ -> Optional.empty();
            case ReleaseState.Revoked(var why) -> Optional.of(revoked(name, why));
            case ReleaseState.Draft _ ->
                    Optional.of(
                            "release "
                                    + name
                                    + " is a draft; publish it: canarywave release publish "
                                    + name.product()
                                    + " "
                                    + name.version());
        };
    }

    private static String revoked(ReleaseName name, String why) {
        return "release " + name + " is revoked " + why;
    }

    /** That the release of a rollout was revoked, and by whom; empty while it was not. */
    static Optional<String> revoked(Store.Reads reads, Rollout rollout) {
        ReleaseName name = rollout.release().name();
        return reads.catalogue()
                .state(name)
                .filter(ReleaseState.Revoked.class::isInstance)
                .map(state -> revoked(name, state.reason()));
    }

    private static Optional<String> unvouched(Store.Reads reads, Release release) {
        Map<String, TrustKey> keys = keys(reads);
        // Nothing was ever revoked: the usual case, asked at every turn.
        if (keys.values().stream().allMatch(k -> k.state() != TrustKey.Standing.REVOKED))
            return Optional.empty();
        for (Artifact artifact : release.artifacts().values()) {
            Model model = artifact.content().model();
            Optional<String> objection = vouching(reads, release, model, keys).objection();
            if (objection.isPresent())
                return objection.map(
                        why -> "release " + release.name() + " for " + model + " is " + why);
        }
        return Optional.empty();
    }

    /**
     * The claim that a device is sent: with a signature by a key that it knows, if there is one.
     */
    static ArtifactContent signedFor(Vouching vouching, Rollout rollout, Device device) {
        ArtifactContent content = rollout.artifactFor(device.model()).content();
        return vouching.chosen(device).map(content::signedBy).orElse(content);
    }

    /** Who vouches for the artifact of a model. */
    static Vouching vouching(Store.Reads reads, Release release, Model model) {
        return vouching(reads, release, model, keys(reads));
    }

    /** The claim about an artifact with the longest key id that a device may be sent. */
    static ArtifactContent longest(Store.Reads reads, Release release, ArtifactContent content) {
        return vouching(reads, release, content.model(), keys(reads)).counting().stream()
                .max(Comparator.comparingInt(signature -> signature.key().length()))
                .map(content::signedBy)
                .orElse(content);
    }

    private static Vouching vouching(
            Store.Reads reads, Release release, Model model, Map<String, TrustKey> keys) {
        return new Vouching(reads.catalogue().signatures(release.name(), model), keys);
    }

    static Map<String, TrustKey> keys(Store.Reads reads) {
        return reads.catalogue().keys().stream()
                .collect(Collectors.toMap(TrustKey::id, Function.identity()));
    }
}

package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.ReleaseCare;
import io.github.canarywave.app.Scrub;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.TrustKey;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Remembers what was asked about one release and one key, k-dev. */
record FakeReleaseCare(List<String> asked, Release release) implements ReleaseCare {
    private static final TrustKey KEY =
            new TrustKey(
                    "k-dev",
                    "0011223344556677",
                    "PEM",
                    TrustKey.Standing.ACTIVE,
                    true,
                    Instant.parse("2026-11-20T05:50:26Z"),
                    "");

    @Override
    public Outcome<Release> publish(ReleaseName name, boolean lower, String who) {
        asked.add("publish " + name + " " + who + (lower ? " lower" : ""));
        return known(name);
    }

    @Override
    public Outcome<Revoked> revoke(ReleaseName name, String who, String why) {
        asked.add("revoke " + name + " " + who + " " + why);
        return new Outcome.Done<>(
                new Revoked(
                        release.in(new ReleaseState.Revoked("by " + who + ": " + why)),
                        List.of(new CampaignName("summer"))));
    }

    @Override
    public Outcome<Release> note(ReleaseName name, String notes, String who) {
        asked.add("note " + name + " " + notes + " " + who);
        return known(name);
    }

    @Override
    public Outcome<Release> describe(ReleaseName name, Path upload, String form, String who) {
        asked.add("describe " + name + " " + form + " " + who);
        return known(name);
    }

    private Outcome<Release> known(ReleaseName name) {
        return name.equals(release.name())
                ? new Outcome.Done<>(release)
                : new Outcome.NotFound<>("there is no release " + name);
    }

    @Override
    public Map<Model, List<Signer>> signers(Release of) {
        return Map.of(
                of.artifacts().keySet().iterator().next(),
                List.of(new Signer("k-dev", "s".repeat(86), "active")));
    }

    @Override
    public List<String> warnings(Release of) {
        return List.of("2 devices refuse it");
    }

    @Override
    public Scrub.Report check() {
        asked.add("check");
        return new Scrub.Report(
                2,
                List.of(
                        new Scrub.Bad(
                                Sha256.of(new byte[0]),
                                ArtifactStore.Condition.DAMAGED,
                                List.of(release.name()))));
    }

    @Override
    public List<TrustKey> keys() {
        asked.add("keys");
        return List.of(KEY);
    }

    @Override
    public Outcome<TrustKey> set(String key, TrustKey.Standing state, String who, String why) {
        asked.add("set " + key + " " + state.word() + " " + who + " " + why);
        return key.equals("k-dev")
                ? new Outcome.Done<>(KEY.in(state, KEY.changed(), "by " + who + ": " + why))
                : new Outcome.NotFound<>("there is no release key " + key);
    }
}

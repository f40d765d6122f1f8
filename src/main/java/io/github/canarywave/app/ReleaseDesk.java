package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.Invalid;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.TrustKey;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Publishes and revokes releases and keys. Safe from any thread. */
final class ReleaseDesk implements ReleaseCare {
    /** Characters; what a person reads at a glance, and a page shows. */
    private static final int NOTES_MAX = 10_000;

    private final Store store;
    private final ArtifactStore files;
    private final Scrub scrub;
    private final Steering steering;
    private final Supplier<Instant> wallClock;

    ReleaseDesk(Store store, ArtifactStore files, Steering steering, Supplier<Instant> wallClock) {
        this.store = store;
        this.files = files;
        this.scrub = new Scrub(store, files, Scrub.Revoked.KEPT); // Only checks here.
        this.steering = steering;
        this.wallClock = wallClock;
    }

    @Override
    public Outcome<Release> publish(ReleaseName name, boolean lower, String who) {
        return changed(
                name,
                (tx, release) ->
                        switch (release.state()) {
                            case ReleaseState.Published _ -> new Done<>(release);
                            case ReleaseState.Revoked(var why) ->
                                    new Conflict<>(
                                            "release "
                                                    + name
                                                    + " is revoked "
                                                    + why
                                                    + ", for good");
                            case ReleaseState.Draft _ ->
                                    tooLow(tx, release, lower)
                                            .<Outcome<Release>>map(Conflict::new)
                                            .orElseGet(() -> published(tx, release, lower, who));
                        });
    }

    private static Optional<String> tooLow(Store.Tx tx, Release release, boolean lower) {
        if (lower) return Optional.empty();
        return release.artifacts().values().stream()
                .flatMap(artifact -> Fit.tooLow(tx, release.name(), artifact.content()).stream())
                .findFirst();
    }

    private Outcome<Release> published(Store.Tx tx, Release release, boolean lower, String who) {
        tx.catalogue().put(release.name(), new ReleaseState.Published());
        String why = lower ? "with a lower security version, if it has one" : "";
        return done(tx, release.name(), who, "release-published", why);
    }

    @Override
    public Outcome<Revoked> revoke(ReleaseName name, String who, String why) {
        if (why.isBlank())
            return new Invalid<>(List.of("to revoke a release needs a reason: --reason TEXT"));
        // Stored first: a turn halts what a crash leaves going.
        Outcome<Release> revoked =
                changed(
                        name,
                        (tx, release) -> {
                            if (release.state() instanceof ReleaseState.Revoked)
                                return new Done<>(release);
                            String said = Steering.said(who, why);
                            tx.catalogue().put(name, new ReleaseState.Revoked(said));
                            return done(tx, name, who, "release-revoked", why);
                        });
        return switch (revoked) {
            case Done<Release>(var release) -> new Done<>(new Revoked(release, halt(release, who)));
            case NotFound<Release>(var what) -> new NotFound<>(what);
            case Conflict<Release>(var what) -> new Conflict<>(what);
            case Outcome.Forbidden<Release>(var what) -> new Outcome.Forbidden<>(what);
            case Invalid<Release>(var problems) -> new Invalid<>(problems);
        };
    }

    private List<CampaignName> halt(Release release, String who) {
        String why = "release " + release.name() + " is revoked " + release.state().reason();
        List<CampaignName> halted = new ArrayList<>();
        for (Rollout rollout : store.read(Store.Reads::rolloutsNotOver)) {
            if (!rollout.release().name().equals(release.name())) continue;
            if (rollout.state().stopped()) continue;
            if (steering.halt(rollout.name(), who, why) instanceof Done) halted.add(rollout.name());
        }
        return halted;
    }

    @Override
    public Outcome<Release> note(ReleaseName name, String notes, String who) {
        if (notes.length() > NOTES_MAX)
            return new Invalid<>(
                    List.of(
                            "notes have at most "
                                    + NOTES_MAX
                                    + " characters, got "
                                    + notes.length()));
        return changed(
                name,
                (tx, _) -> {
                    tx.catalogue().note(name, notes);
                    return done(tx, name, who, "release-noted", "");
                });
    }

    @Override
    public Outcome<Release> describe(ReleaseName name, Path upload, String form, String who) {
        if (store.read(reads -> reads.release(name)).isEmpty())
            return new NotFound<>("there is no release " + name);
        Release.Sbom sbom = new Release.Sbom(files.keep(upload), form);
        return changed(
                name,
                (tx, _) -> {
                    tx.catalogue().put(name, sbom);
                    return done(tx, name, who, "release-described", form);
                });
    }

    private Outcome<Release> changed(
            ReleaseName name, BiFunction<Store.Tx, Release, Outcome<Release>> change) {
        return store.write(
                tx ->
                        tx.release(name)
                                .map(release -> change.apply(tx, release))
                                .orElseGet(() -> new NotFound<>("there is no release " + name)));
    }

    private Outcome<Release> done(
            Store.Tx tx, ReleaseName name, String who, String what, String why) {
        tx.people().audit(AuditLine.of(wallClock.get(), who, what, "release/" + name, why));
        return new Done<>(tx.release(name).orElseThrow());
    }

    @Override
    public Map<Model, List<Signer>> signers(Release release) {
        return store.read(
                reads -> {
                    Map<String, TrustKey> keys = ReleaseRules.keys(reads);
                    Map<Model, List<Signer>> signers = new HashMap<>();
                    for (Model model : release.artifacts().keySet())
                        signers.put(
                                model,
                                reads.catalogue().signatures(release.name(), model).stream()
                                        .map(
                                                s ->
                                                        new Signer(
                                                                s.key(),
                                                                s.signature(),
                                                                word(keys, s.key())))
                                        .toList());
                    return signers;
                });
    }

    @Override
    public List<String> warnings(Release release) {
        return store.read(reads -> Fit.warnings(reads, scrub.files(), release));
    }

    private static String word(Map<String, TrustKey> keys, String key) {
        return keys.containsKey(key) ? keys.get(key).state().word() : "unknown";
    }

    @Override
    public Scrub.Report check() {
        return scrub.all();
    }

    @Override
    public List<TrustKey> keys() {
        return store.read(reads -> reads.catalogue().keys());
    }

    @Override
    public Outcome<TrustKey> set(String id, TrustKey.Standing state, String who, String why) {
        if (why.isBlank() && state != TrustKey.Standing.ACTIVE)
            return new Invalid<>(
                    List.of("to make a key " + state.word() + " needs a reason: --reason TEXT"));
        return store.write(
                tx ->
                        Optional.ofNullable(ReleaseRules.keys(tx).get(id))
                                .map(key -> set(tx, key, state, who, why))
                                .orElseGet(() -> new NotFound<>("there is no release key " + id)));
    }

    private Outcome<TrustKey> set(
            Store.Tx tx, TrustKey key, TrustKey.Standing state, String who, String why) {
        if (key.state() == state) return new Done<>(key);
        if (key.state() == TrustKey.Standing.REVOKED)
            return new Conflict<>(key.objection() + ", for good");
        Instant at = wallClock.get();
        TrustKey changed = key.in(state, at, Steering.said(who, why));
        tx.catalogue().put(changed);
        String object = "release-key/" + key.id();
        tx.people().audit(AuditLine.of(at, who, "key-" + state.word(), object, why));
        return new Done<>(changed);
    }
}

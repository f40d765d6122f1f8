package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.TrustKey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Release keys, signatures and states, in maps. Confined to one transaction. */
record MemoryCatalogue(MemoryTables tables, UndoLog undo) implements CatalogueStore.Tx {
    @Override
    public Optional<ReleaseState> state(ReleaseName release) {
        return Optional.ofNullable(tables.releases.get(release)).map(Release::state);
    }

    @Override
    public List<ReleaseSignature> signatures(ReleaseName release, Model model) {
        return tables.signatures.getOrDefault(
                new MemoryTables.ArtifactKey(release, model), List.of());
    }

    @Override
    public List<TrustKey> keys() {
        return List.copyOf(tables.trustKeys.values());
    }

    @Override
    public void put(ReleaseName release, ReleaseState state) {
        undo.put(tables.releases, release, known(release).in(state));
    }

    @Override
    public void note(ReleaseName release, String notes) {
        Release r = known(release);
        put(new Release(r.name(), r.artifacts(), r.state(), notes, r.sbom()));
    }

    @Override
    public void put(ReleaseName release, Release.Sbom sbom) {
        Release r = known(release);
        put(new Release(r.name(), r.artifacts(), r.state(), r.notes(), Optional.of(sbom)));
    }

    private void put(Release release) {
        undo.put(tables.releases, release.name(), release);
    }

    private Release known(ReleaseName name) {
        return Optional.ofNullable(tables.releases.get(name))
                .orElseThrow(() -> new IllegalStateException("there is no release " + name));
    }

    @Override
    public void sign(ReleaseName release, Model model, ReleaseSignature signature, Instant at) {
        List<ReleaseSignature> all = new ArrayList<>(signatures(release, model));
        if (all.stream().anyMatch(s -> s.key().equals(signature.key()))) return;
        all.add(signature);
        undo.put(tables.signatures, new MemoryTables.ArtifactKey(release, model), List.copyOf(all));
    }

    @Override
    public void put(TrustKey key) {
        undo.put(tables.trustKeys, key.id(), key);
    }
}

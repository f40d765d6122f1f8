package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Release;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of releases and artifacts, and what a rollout keeps of them. */
final class ReleaseRows {
    private static final String ARTIFACT_COLUMNS =
            "model, content_version, security_version, size_bytes, sha256, release_key, signature,"
                    + " image";
    private static final String ALL =
            "select r.product, r.version, r.state, r.state_why, r.notes, r.sbom_sha256, r.sbom_form, "
                    + ARTIFACT_COLUMNS
                    + " from release r join artifact a on a.product = r.product"
                    + " and a.version = r.version";

    /** A release with one of its artifacts. */
    private record Entry(Release release, Artifact artifact) {}

    private final Sql sql;

    ReleaseRows(Sql sql) {
        this.sql = sql;
    }

    Optional<Release> release(ReleaseName name) {
        return grouped(
                        sql.list(
                                ALL + " where r.product = ? and r.version = ?",
                                ReleaseRows::entry,
                                name.product().value(),
                                name.version().value()))
                .stream()
                .findFirst();
    }

    List<Release> releases() {
        return grouped(sql.list(ALL + " order by r.place desc", ReleaseRows::entry));
    }

    boolean has(Sha256 file) {
        return sql.number("select count(*) from artifact where sha256 = ?", file.hex()) > 0;
    }

    void add(ReleaseName name, Artifact artifact, Instant at) {
        Optional<Artifact> known =
                release(name).map(r -> r.artifacts().get(artifact.content().model()));
        if (known.filter(artifact::equals).isPresent()) return;
        if (known.isPresent())
            throw new IllegalStateException(
                    name + " has another artifact for model " + artifact.content().model());
        sql.run(
                "insert into release (product, version, added_ms) values (?, ?, ?)"
                        + " on conflict do nothing",
                name.product().value(),
                name.version().value(),
                at.toEpochMilli());
        insert(
                "insert into artifact (product, version, added_ms, ",
                artifact,
                name.product().value(),
                name.version().value(),
                at.toEpochMilli());
    }

    /** The artifacts that rollouts keep. */
    Map<CampaignName, Map<Model, Artifact>> ofRollouts(Optional<CampaignName> only) {
        record Kept(CampaignName rollout, Artifact artifact) {}
        String text = "select rollout, " + ARTIFACT_COLUMNS + " from rollout_artifact";
        Sql.Row<Kept> read =
                row -> new Kept(new CampaignName(row.getString("rollout")), artifact(row));
        List<Kept> rows =
                only.isPresent()
                        ? sql.list(text + " where rollout = ?", read, only.get().value())
                        : sql.list(text, read);
        Map<CampaignName, Map<Model, Artifact>> found = new HashMap<>();
        for (Kept kept : rows)
            found.computeIfAbsent(kept.rollout(), _ -> new HashMap<>())
                    .put(kept.artifact().content().model(), kept.artifact());
        return found;
    }

    void keep(CampaignName rollout, Release release) {
        for (Artifact artifact : release.artifacts().values())
            insert("insert into rollout_artifact (rollout, ", artifact, rollout.value());
    }

    private void insert(String start, Artifact artifact, Object... before) {
        ArtifactContent content = artifact.content();
        Object[] own = {
            content.model().value(),
            content.version().value(),
            content.securityVersion(),
            content.size(),
            content.sha256().hex(),
            content.key(),
            content.signature(),
            artifact.image().hex()
        };
        Object[] values = java.util.Arrays.copyOf(before, before.length + own.length);
        System.arraycopy(own, 0, values, before.length, own.length);
        String marks = "?, ".repeat(values.length - 1) + "?)";
        sql.run(start + ARTIFACT_COLUMNS + ") values (" + marks, values);
    }

    /** Releases in the order of the rows. */
    private static List<Release> grouped(List<Entry> entries) {
        Map<Release, Map<Model, Artifact>> found = new java.util.LinkedHashMap<>();
        for (Entry entry : entries)
            found.computeIfAbsent(entry.release(), _ -> new HashMap<>())
                    .put(entry.artifact().content().model(), entry.artifact());
        return found.entrySet().stream().map(e -> with(e.getKey(), e.getValue())).toList();
    }

    private static Release with(Release bare, Map<Model, Artifact> artifacts) {
        return new Release(bare.name(), artifacts, bare.state(), bare.notes(), bare.sbom());
    }

    private static Entry entry(Cells row) throws SQLException {
        ReleaseName name =
                new ReleaseName(
                        new Product(row.getString("product")),
                        new Version(row.getString("version")));
        return new Entry(
                new Release(
                        name,
                        Map.of(),
                        CatalogueRows.state(row),
                        row.getString("notes"),
                        sbom(row)),
                artifact(row));
    }

    private static Optional<Release.Sbom> sbom(Cells row) throws SQLException {
        String file = row.findString("sbom_sha256");
        return file == null
                ? Optional.empty()
                : Optional.of(new Release.Sbom(new Sha256(file), row.getString("sbom_form")));
    }

    private static Artifact artifact(Cells row) throws SQLException {
        return new Artifact(
                new ArtifactContent(
                        new Model(row.getString("model")),
                        new Version(row.getString("content_version")),
                        row.getInt("security_version"),
                        row.getLong("size_bytes"),
                        new Sha256(row.getString("sha256")),
                        row.getString("release_key"),
                        row.getString("signature")),
                new Sha256(row.getString("image")));
    }
}

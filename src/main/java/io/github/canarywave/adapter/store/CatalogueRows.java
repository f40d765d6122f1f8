package io.github.canarywave.adapter.store;

import io.github.canarywave.app.CatalogueStore;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.ReleaseState;
import io.github.canarywave.domain.rollout.TrustKey;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of release keys and signatures, and what is known of a release besides its files. */
final class CatalogueRows implements CatalogueStore.Tx {
    private static final String ONE = " where product = ? and version = ?";

    private final Sql sql;

    CatalogueRows(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<ReleaseState> state(ReleaseName release) {
        return sql.first(
                "select state, state_why from release" + ONE,
                CatalogueRows::state,
                release.product().value(),
                release.version().value());
    }

    static ReleaseState state(Cells row) throws SQLException {
        return ReleaseState.of(row.getString("state"), row.getString("state_why"));
    }

    @Override
    public List<ReleaseSignature> signatures(ReleaseName release, Model model) {
        return sql.list(
                "select release_key, signature from artifact_signature"
                        + ONE
                        + " and model = ? order by place",
                row ->
                        new ReleaseSignature(
                                row.getString("release_key"), row.getString("signature")),
                release.product().value(),
                release.version().value(),
                model.value());
    }

    @Override
    public List<TrustKey> keys() {
        return sql.list("select * from trust_key order by place", CatalogueRows::key);
    }

    private static TrustKey key(Cells row) throws SQLException {
        return new TrustKey(
                row.getString("id"),
                row.getString("fingerprint"),
                row.getString("pem"),
                TrustKey.Standing.of(row.getString("state")),
                row.getInt("given") != 0,
                Columns.instant(row, "changed_ms"),
                row.getString("why"));
    }

    @Override
    public void put(ReleaseName release, ReleaseState state) {
        changed(
                release,
                sql.run(
                        "update release set state = ?, state_why = ?" + ONE,
                        state.word(),
                        state.reason(),
                        release.product().value(),
                        release.version().value()));
    }

    @Override
    public void note(ReleaseName release, String notes) {
        changed(
                release,
                sql.run(
                        "update release set notes = ?" + ONE,
                        notes,
                        release.product().value(),
                        release.version().value()));
    }

    @Override
    public void put(ReleaseName release, Release.Sbom sbom) {
        changed(
                release,
                sql.run(
                        "update release set sbom_sha256 = ?, sbom_form = ?" + ONE,
                        sbom.file().hex(),
                        sbom.form(),
                        release.product().value(),
                        release.version().value()));
    }

    private static void changed(ReleaseName release, int rows) {
        if (rows != 1) throw new IllegalStateException("there is no release " + release);
    }

    @Override
    public void sign(ReleaseName release, Model model, ReleaseSignature signature, Instant at) {
        sql.run(
                "insert into artifact_signature"
                        + " (product, version, model, release_key, signature, added_ms)"
                        + " values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (product, version, model, release_key) do nothing",
                release.product().value(),
                release.version().value(),
                model.value(),
                signature.key(),
                signature.signature(),
                at.toEpochMilli());
    }

    @Override
    public void put(TrustKey key) {
        sql.run(
                "insert into trust_key (id, fingerprint, pem, state, given, changed_ms, why)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set"
                        + " fingerprint = excluded.fingerprint, pem = excluded.pem,"
                        + " state = excluded.state, given = excluded.given,"
                        + " changed_ms = excluded.changed_ms, why = excluded.why",
                key.id(),
                key.fingerprint(),
                key.pem(),
                key.state().word(),
                key.given() ? 1 : 0,
                key.changed().toEpochMilli(),
                key.why());
    }
}

package io.github.canarywave.adapter.store;

import io.github.canarywave.app.AuditLine;
import io.github.canarywave.app.IssuedToken;
import io.github.canarywave.app.PeopleStore;
import io.github.canarywave.domain.campaign.Role;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of persons, their tokens and what they changed. */
final class PeopleRows implements PeopleStore.Tx {
    private final Sql sql;

    PeopleRows(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<IssuedToken> tokens() {
        return sql.list("select * from token order by place", PeopleRows::token);
    }

    private static IssuedToken token(Cells row) throws SQLException {
        return new IssuedToken(
                row.getString("hash"),
                row.getString("person"),
                Role.of(row.getString("role")),
                Columns.instant(row, "issued_ms"),
                row.getString("issued_by"),
                Columns.maybeInstant(row, "revoked_ms"));
    }

    @Override
    public void issue(IssuedToken token) {
        sql.run(
                "insert into principal (name, added_ms) values (?, ?) on conflict (name) do nothing",
                token.person(),
                token.issued().toEpochMilli());
        sql.run(
                "insert into token (hash, person, role, issued_ms, issued_by, revoked_ms)"
                        + " values (?, ?, ?, ?, ?, ?)",
                token.hash(),
                token.person(),
                token.role().word(),
                token.issued().toEpochMilli(),
                token.by(),
                token.revoked().map(Instant::toEpochMilli).orElse(null));
    }

    @Override
    public boolean revoke(String person, Instant at) {
        String text = "update token set revoked_ms = ? where person = ? and revoked_ms is null";
        return sql.run(text, at.toEpochMilli(), person) > 0;
    }

    @Override
    public List<AuditLine> audit(long before, int limit) {
        return sql.list(
                "select * from audit where place < ? order by place desc limit ?",
                row ->
                        new AuditLine(
                                row.getLong("place"),
                                Columns.instant(row, "at_ms"),
                                row.getString("who"),
                                row.getString("what"),
                                row.getString("object"),
                                row.getString("why")),
                before,
                limit);
    }

    @Override
    public void audit(AuditLine line) {
        sql.run(
                "insert into audit (at_ms, who, what, object, why) values (?, ?, ?, ?, ?)",
                line.at().toEpochMilli(),
                line.who(),
                line.what(),
                line.object(),
                line.why());
    }
}

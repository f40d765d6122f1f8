package io.github.canarywave.adapter.store;

import io.github.canarywave.app.ApprovalWish;
import io.github.canarywave.app.AuditFilter;
import io.github.canarywave.app.AuditLine;
import io.github.canarywave.app.BrowserSession;
import io.github.canarywave.app.CampaignRevision;
import io.github.canarywave.app.IssuedToken;
import io.github.canarywave.app.PeopleStore;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.Visitor;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.rollout.Approvals;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
    public List<AuditLine> audit(AuditFilter filter, long before, int limit) {
        StringBuilder text = new StringBuilder("select * from audit where place < ?");
        List<Object> arguments = new ArrayList<>(List.of(before));
        filter.who().ifPresent(who -> and(text, arguments, " and who = ?", who));
        filter.what().ifPresent(what -> and(text, arguments, " and what = ?", what));
        filter.subject().ifPresent(s -> subject(filter, s, text, arguments));
        arguments.add(limit);
        return sql.list(
                text.append(" order by place desc limit ?").toString(),
                PeopleRows::auditLine,
                arguments.toArray());
    }

    /** Of a kind is what lies from "kind/" to the next text that does not begin so, "kind0". */
    private static void subject(
            AuditFilter filter, String subject, StringBuilder text, List<Object> arguments) {
        if (!filter.wholeKind()) {
            and(text, arguments, " and object = ?", subject);
            return;
        }
        String end = subject.substring(0, subject.length() - 1) + (char) ('/' + 1);
        and(text, arguments, " and object >= ?", subject);
        and(text, arguments, " and object < ?", end);
    }

    private static void and(
            StringBuilder text, List<Object> arguments, String part, String argument) {
        text.append(part);
        arguments.add(argument);
    }

    private static AuditLine auditLine(Cells row) throws SQLException {
        return new AuditLine(
                row.getLong("place"),
                Columns.instant(row, "at_ms"),
                row.getString("who"),
                row.getString("what"),
                row.getString("object"),
                row.getString("why"));
    }

    @Override
    public List<BrowserSession> sessions() {
        return sql.list(
                "select * from browser_session order by opened_ms, digest",
                row ->
                        new BrowserSession(
                                row.getString("digest"),
                                row.getString("token"),
                                Columns.instant(row, "opened_ms"),
                                Columns.instant(row, "until_ms"),
                                new Visitor(row.getString("address"), row.getString("browser"))));
    }

    @Override
    public void open(BrowserSession session) {
        sql.run(
                "insert into browser_session (digest, token, opened_ms, until_ms, address, browser)"
                        + " values (?, ?, ?, ?, ?, ?)",
                session.digest(),
                session.token(),
                session.opened().toEpochMilli(),
                session.until().toEpochMilli(),
                session.visitor().address(),
                session.visitor().browser());
    }

    @Override
    public boolean close(String digest) {
        return sql.run("delete from browser_session where digest = ?", digest) > 0;
    }

    @Override
    public void closeAll(String person) {
        sql.run(
                "delete from browser_session where token in (select hash from token where person ="
                        + " ?)",
                person);
    }

    @Override
    public Approvals approvals(CampaignName rollout) {
        List<CampaignRevision> revisions = revisions(rollout);
        if (revisions.isEmpty()) return Approvals.NONE;
        return new Approvals(
                revisions.getFirst().author(), revisions.getLast().author(), given(rollout));
    }

    private List<Approvals.Given> given(CampaignName rollout) {
        return sql.list(
                "select a.wave, a.subject, a.person, a.role from approval a"
                        + " join token t on t.hash = a.token and t.revoked_ms is null"
                        + " where a.rollout = ? order by a.wave, a.subject, a.person",
                row ->
                        new Approvals.Given(
                                row.getString("wave"),
                                row.getString("subject"),
                                row.getString("person"),
                                Role.of(row.getString("role"))),
                rollout.value());
    }

    @Override
    public List<CampaignRevision> revisions(CampaignName campaign) {
        return sql.list(
                "select * from campaign_revision where campaign = ? order by revision",
                row ->
                        new CampaignRevision(
                                row.getInt("revision"),
                                row.getString("campaign_text"),
                                row.getString("author"),
                                Columns.instant(row, "applied_ms")),
                campaign.value());
    }

    @Override
    public void revise(CampaignName campaign, String text, String author, Instant at) {
        sql.run(
                "insert into campaign_revision (campaign, revision, campaign_text, author,"
                        + " applied_ms) select ?, coalesce(max(revision), 0) + 1, ?, ?, ?"
                        + " from campaign_revision where campaign = ?",
                campaign.value(),
                text,
                author,
                at.toEpochMilli(),
                campaign.value());
        sql.run("update campaign set campaign_text = ? where name = ?", text, campaign.value());
    }

    @Override
    public Optional<String> approve(ApprovalWish wish) {
        Optional<Role> role = role(wish.by());
        if (role.isEmpty())
            return Optional.of("the token of " + wish.by().name() + " counts no more");
        Optional<String> objection =
                approvals(wish.rollout()).objection(wish.by().name(), role.get(), wish.rule());
        if (objection.isEmpty() && insert(wish) != 1)
            throw new IllegalStateException(wish + " was not stored, though nothing is in its way");
        return objection;
    }

    /** The role that the token has now, whatever the caller knows of it. */
    private Optional<Role> role(Person person) {
        return sql.first(
                "select role from token where hash = ? and person = ? and revoked_ms is null",
                row -> Role.of(row.getString("role")),
                person.token(),
                person.name());
    }

    /** Creator, reviser and role come from the tables themselves, and the same rule stands here. */
    private int insert(ApprovalWish wish) {
        return sql.run(
                "insert into approval (rollout, wave, subject, person, role, token, at_ms, why,"
                        + " creator, reviser) select c.campaign, ?, ?, t.person, t.role, t.hash, ?,"
                        + " ?, c.author, r.author from token t, campaign_revision c,"
                        + " campaign_revision r where t.hash = ? and t.person = ?"
                        + " and t.revoked_ms is null and c.campaign = ? and c.revision = 1"
                        + " and r.campaign = c.campaign and r.revision = (select max(revision)"
                        + " from campaign_revision where campaign = c.campaign)"
                        + " and t.person <> c.author and t.person <> r.author"
                        + " on conflict (rollout, wave, subject, person) do update set"
                        + " token = excluded.token, role = excluded.role, at_ms = excluded.at_ms,"
                        + " why = excluded.why",
                wish.wave(),
                wish.subject(),
                wish.at().toEpochMilli(),
                wish.why(),
                wish.by().token(),
                wish.by().name(),
                wish.rollout().value());
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

package io.github.canarywave.adapter.store;

import io.github.canarywave.app.Fact;
import io.github.canarywave.app.Store.Repeat;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.image.Sha256;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The tables of facts and of reports known. */
final class FactRows {
    private final Sql sql;

    FactRows(Sql sql) {
        this.sql = sql;
    }

    List<Fact> ofDevice(DeviceId device, int limit) {
        return sql.list(
                "select * from fact where device = ? order by place desc limit ?",
                FactRows::read,
                device.value(),
                limit);
    }

    List<Fact> ofRollout(CampaignName rollout, int limit) {
        return sql.list(
                "select * from fact where rollout = ? and device is null"
                        + " order by place desc limit ?",
                FactRows::read,
                rollout.value(),
                limit);
    }

    void insert(Fact fact) {
        sql.run(
                "insert into fact (at_ms, rollout, device, attempt, what, why)"
                        + " values (?, ?, ?, ?, ?, ?)",
                fact.at().toEpochMilli(),
                Columns.text(fact.rollout()),
                Columns.text(fact.device()),
                fact.attempt(),
                fact.what(),
                fact.why());
    }

    Repeat remember(DeviceId device, SessionId session, long seq, Sha256 digest) {
        int stored =
                sql.run(
                        "insert into report (device, session, seq, digest) values (?, ?, ?, ?)"
                                + " on conflict do nothing",
                        device.value(),
                        session.value(),
                        seq,
                        digest.bytes());
        if (stored == 0) return Repeat.SAME;
        long known =
                sql.number(
                        "select count(*) from report where device = ? and session = ? and seq = ?",
                        device.value(),
                        session.value(),
                        seq);
        return known == 1 ? Repeat.NEW : Repeat.OTHER_BYTES;
    }

    private static Fact read(ResultSet row) throws SQLException {
        return new Fact(
                Columns.instant(row, "at_ms"),
                Columns.optional(row, "rollout", CampaignName::new),
                Columns.optional(row, "device", DeviceId::new),
                row.getInt("attempt"),
                row.getString("what"),
                row.getString("why"));
    }
}

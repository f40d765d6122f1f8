package io.github.canarywave.adapter.store;

import io.github.canarywave.app.Fact;
import io.github.canarywave.app.Store.Repeat;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.image.Sha256;

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
        // Nearly all are new: one statement for them, two for the rest.
        int first =
                sql.run(
                        "insert into report (device, session, seq, digest) select ?, ?, ?, ?"
                                + " where not exists (select 1 from report"
                                + " where device = ? and session = ? and seq = ?)",
                        device.value(),
                        session.value(),
                        seq,
                        digest.bytes(),
                        device.value(),
                        session.value(),
                        seq);
        if (first == 1) return Repeat.NEW;
        int other =
                sql.run(
                        "insert into report (device, session, seq, digest) values (?, ?, ?, ?)"
                                + " on conflict do nothing",
                        device.value(),
                        session.value(),
                        seq,
                        digest.bytes());
        return other == 1 ? Repeat.OTHER_BYTES : Repeat.SAME;
    }

    static Fact read(Cells row) throws SQLException {
        return new Fact(
                Columns.instant(row, "at_ms"),
                Columns.optional(row, "rollout", CampaignName::new),
                Columns.optional(row, "device", DeviceId::new),
                row.getInt("attempt"),
                row.getString("what"),
                row.getString("why"));
    }
}

package io.github.canarywave.adapter.store;

import io.github.canarywave.app.Decided;
import io.github.canarywave.domain.campaign.CampaignName;

import java.time.Instant;
import java.util.List;

/** The table of what was decided for whole rollouts. */
final class DecidedRows {
    private final Sql sql;

    DecidedRows(Sql sql) {
        this.sql = sql;
    }

    void insert(Decided decided) {
        sql.run(
                "insert into decided (rollout, at_ms, what, why, grounds) values (?, ?, ?, ?, ?)",
                decided.rollout().value(),
                decided.at().toEpochMilli(),
                decided.what(),
                decided.why(),
                decided.grounds());
    }

    List<Decided> of(CampaignName rollout, Instant upTo, int limit) {
        return sql.list(
                "select * from decided where rollout = ? and at_ms <= ?"
                        + " order by at_ms desc, place desc limit ?",
                row ->
                        new Decided(
                                Columns.instant(row, "at_ms"),
                                rollout,
                                row.getString("what"),
                                row.getString("why"),
                                row.getString("grounds")),
                rollout.value(),
                Columns.asked(upTo),
                limit);
    }
}

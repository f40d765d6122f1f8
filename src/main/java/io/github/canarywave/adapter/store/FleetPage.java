package io.github.canarywave.adapter.store;

import io.github.canarywave.app.DeviceRow;
import io.github.canarywave.app.DeviceRow.Tried;
import io.github.canarywave.app.FleetStore.Query;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds to the lines of one page what is too dear for lines nobody sees. */
final class FleetPage {
    private final Sql sql;
    private final Query query;
    private final FleetWalk walk;

    FleetPage(Sql sql, Query query, FleetWalk walk) {
        this.sql = sql;
        this.query = query;
        this.walk = walk;
    }

    List<DeviceRow> complete(List<DeviceRow> rows) {
        Map<String, Map<String, String>> labels = new HashMap<>();
        sql.listOf(
                        "select id, labels from device where id in (?*)",
                        row -> Map.entry(row.getString("id"), Columns.map(row.getString("labels"))),
                        rows.stream().map(row -> row.id().value()).toList())
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue()));
        return rows.stream()
                .map(
                        row ->
                                row.with(
                                        labels.getOrDefault(row.id().value(), Map.of()),
                                        tried(row).map(tried -> since(row, tried))))
                .toList();
    }

    /** The last campaign that has it, as far as it fits. */
    private Optional<Tried> tried(DeviceRow row) {
        if (query.filter().campaign().isPresent()) return row.tried();
        Condition where =
                new Condition()
                        .and("a.device = ? and a.counting = 1", row.id().value())
                        .and(walk.attempt("a"));
        return sql.first(
                "select a.rollout, a.wave, a.state, coalesce(a.code, a.last_code) as reason,"
                        + " a.number from attempt a join rollout r on r.name = a.rollout where "
                        + where.text()
                        + " order by r.place desc limit 1",
                FleetWalk::tried,
                where.arguments().toArray());
    }

    /** A change of state is a fact; so no time is stored with the attempt. */
    private Tried since(DeviceRow row, Tried tried) {
        Optional<Instant> at =
                sql.first(
                        "select at_ms from fact where device = ? and rollout = ? and attempt = ?"
                                + " and what = ? order by place desc limit 1",
                        fact -> Columns.instant(fact, "at_ms"),
                        row.id().value(),
                        tried.campaign().value(),
                        tried.number(),
                        tried.state());
        return new Tried(
                tried.campaign(), tried.wave(), tried.state(), tried.code(), tried.number(), at);
    }
}

package io.github.canarywave.adapter.store;

import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.DeviceRow;
import io.github.canarywave.app.DeviceRow.Tried;
import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks through the devices of some sources by id and takes those that fit. A walk ends when it has
 * looked at so many that somebody would wait too long. Confined to one transaction.
 */
final class FleetWalk {
    /** Behind every id: ids have no such character. */
    static final String LAST = "\u007f";

    private static final String DEVICE =
            "d.id as id, d.model, d.birth_version, d.online, d.heard_ms, d.held";
    private static final String ATTEMPT =
            ", a.rollout, a.wave, a.state, coalesce(a.code, a.last_code) as reason, a.number";

    private final Sql sql;
    private final Query query;
    private final DeviceFilter filter;
    private final FleetLimits limits;

    FleetWalk(Sql sql, Query query, FleetLimits limits) {
        this.sql = sql;
        this.limits = limits;
        this.query = query;
        this.filter = query.filter();
    }

    /**
     * What a walk found.
     *
     * @param behind where it ended before the end of the devices
     */
    record Walked(List<DeviceRow> rows, Optional<String> behind) {}

    /** The first devices that fit, behind this id. */
    Walked rows(List<FleetSource> sources, String after, int limit) {
        List<DeviceRow> found = new ArrayList<>();
        String from = after;
        for (int looked = 0; looked < limits.lookedAt(); looked += limits.window()) {
            Optional<String> end = windowEnd(sources, from);
            List<DeviceRow> part = new ArrayList<>();
            for (FleetSource source : sources)
                part.addAll(rows(source, range(source, from, end), limit - found.size()));
            part.sort(Comparator.comparing(row -> row.id().value()));
            found.addAll(part.subList(0, Math.min(part.size(), limit - found.size())));
            if (found.size() == limit)
                return new Walked(found, Optional.of(found.getLast().id().value()));
            if (end.isEmpty()) return new Walked(found, Optional.empty());
            from = end.get();
        }
        return new Walked(found, Optional.of(from));
    }

    /** Counts those that fit, up to so many. */
    Count count(List<FleetSource> sources, int max) {
        long found = 0;
        String from = "";
        for (int looked = 0; looked < limits.lookedAt(); looked += limits.window()) {
            Optional<String> end = windowEnd(sources, from);
            for (FleetSource source : sources)
                found += count(source, range(source, from, end), max + 1 - (int) found);
            if (found > max) return new Count(max + 1L, false);
            if (end.isEmpty()) return new Count(found, true);
            from = end.get();
        }
        return new Count(found, false);
    }

    /** An id with a window of rows in front of it, if there are as many. */
    private Optional<String> windowEnd(List<FleetSource> sources, String from) {
        if (sources.stream().allMatch(this::takesAll)) return Optional.empty();
        int rows = Math.max(1, limits.window() / sources.size());
        return sources.stream()
                .flatMap(source -> windowEnd(source, from, rows).stream())
                .min(Comparator.naturalOrder());
    }

    /** Whether every row of a source fits, so that a limit ends the walk. */
    private boolean takesAll(FleetSource source) {
        boolean cells =
                source.decided()
                        || (filter.models().isEmpty()
                                && filter.versions().isEmpty()
                                && filter.online().isEmpty());
        return cells
                && !filter.asksForAttempts()
                && filter.held().isEmpty()
                && filter.labels().isEmpty();
    }

    private Optional<String> windowEnd(FleetSource source, String from, int rows) {
        Condition where =
                new Condition().and(source.where()).and(range(source, from, Optional.empty()));
        String text =
                "select "
                        + source.id()
                        + " as id from "
                        + source.table()
                        + " where "
                        + where.text()
                        + " order by "
                        + source.id()
                        + " limit 1 offset ?";
        where.arguments().add(rows);
        return sql.first(text, row -> row.getString("id"), where.arguments().toArray());
    }

    private Condition range(FleetSource source, String from, Optional<String> to) {
        String prefix = filter.idPrefix();
        Condition range = new Condition();
        if (from.compareTo(prefix) >= 0) range.and(source.id() + " > ?", from);
        else range.and(source.id() + " >= ?", prefix);
        if (to.isPresent()) range.and(source.id() + " <= ?", to.get());
        else if (!prefix.isEmpty()) range.and(source.id() + " < ?", prefix + LAST);
        return range;
    }

    private List<DeviceRow> rows(FleetSource source, Condition range, int limit) {
        Condition where = where(source).and(range);
        boolean joined = source.hasAttempt() || filter.campaign().isPresent();
        String text =
                "select "
                        + DEVICE
                        + (joined ? ATTEMPT : "")
                        + " from "
                        + from(source)
                        + " where "
                        + where.text()
                        + " order by "
                        + source.id()
                        + " limit ?";
        where.arguments().add(limit);
        return sql.list(text, row -> read(row, joined), where.arguments().toArray());
    }

    private long count(FleetSource source, Condition range, int limit) {
        Condition where = where(source).and(range);
        where.arguments().add(limit);
        return sql.number(
                "select count(*) from (select 1 from "
                        + from(source)
                        + " where "
                        + where.text()
                        + " limit ?)",
                where.arguments().toArray());
    }

    /** All of a source that is known to have few. */
    List<DeviceRow> all(FleetSource source) {
        Condition where = where(source);
        boolean joined = source.hasAttempt() || filter.campaign().isPresent();
        if (!filter.idPrefix().isEmpty())
            where.and("d.id >= ? and d.id < ?", filter.idPrefix(), filter.idPrefix() + LAST);
        String text =
                "select "
                        + DEVICE
                        + (joined ? ATTEMPT : "")
                        + " from "
                        + from(source)
                        + (where.text().isEmpty() ? "" : " where " + where.text());
        return sql.list(text, row -> read(row, joined), where.arguments().toArray());
    }

    private String from(FleetSource source) {
        boolean join = filter.campaign().isPresent() && !source.hasAttempt();
        return source.from() + (join ? " cross join attempt a" : "");
    }

    /** What a row of a source must be. */
    private Condition where(FleetSource source) {
        Condition where = new Condition().and(source.where());
        if (!source.join().isEmpty()) where.and(source.join());
        if (!source.decided()) {
            where.in("d.model", filter.models()).in("d.birth_version", filter.versions());
            where.and("d.online = ?", filter.online().map(Columns::bit));
        }
        filter.held().ifPresent(held -> where.and(held ? "d.held is not null" : "d.held is null"));
        for (Map.Entry<String, String> label : filter.labels().entrySet())
            where.and(
                    "exists (select 1 from device_label l2 where l2.name = ? and l2.value = ?"
                            + " and l2.device = d.id)",
                    label.getKey(),
                    label.getValue());
        if (!filter.asksForAttempts()) return where;
        if (source.hasAttempt()) return where.and(attempt("a"));
        return filter.campaign().isPresent()
                ? where.and("a.device = d.id and a.counting = 1").and(attempt("a"))
                : where.and(somewhere());
    }

    private Condition somewhere() {
        Condition inner = attempt("x");
        return new Condition()
                .and(
                        "exists (select 1 from attempt x where x.device = d.id and x.counting = 1"
                                + " and "
                                + inner.text()
                                + ")",
                        inner.arguments().toArray());
    }

    /** What an attempt must be, under the name of its table. */
    Condition attempt(String name) {
        Condition where = new Condition();
        where.and(name + ".rollout = ?", filter.campaign().map(CampaignName::value));
        query.wave().ifPresent(wave -> where.and(name + ".wave = ?", wave));
        where.in(name + ".state", filter.states());
        return where.in("coalesce(" + name + ".code, " + name + ".last_code)", filter.codes());
    }

    private static DeviceRow read(Cells row, boolean joined) throws SQLException {
        long heard = row.getLong("heard_ms");
        return new DeviceRow(
                new DeviceId(row.getString("id")),
                new Model(row.getString("model")),
                Columns.optional(row, "birth_version", Version::new),
                Columns.bit(row, "online"),
                heard > 0 ? Optional.of(Instant.ofEpochMilli(heard)) : Optional.empty(),
                Optional.ofNullable(row.findString("held")),
                Map.of(),
                joined ? Optional.of(tried(row)) : Optional.empty());
    }

    static Tried tried(Cells row) throws SQLException {
        return new Tried(
                new CampaignName(row.getString("rollout")),
                row.getInt("wave"),
                row.getString("state"),
                Optional.ofNullable(row.findString("reason")),
                row.getInt("number"),
                Optional.empty());
    }
}

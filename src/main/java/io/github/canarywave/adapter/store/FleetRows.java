package io.github.canarywave.adapter.store;

import io.github.canarywave.app.DeviceCursor;
import io.github.canarywave.app.DeviceRow;
import io.github.canarywave.app.DeviceSort;
import io.github.canarywave.app.FleetStore;
import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.DayCount;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetStore.Outcome;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.app.FleetStore.Search;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people ask of the whole fleet. Confined to one transaction. */
final class FleetRows implements FleetStore.Tx {
    private final Sql sql;
    private final FleetTally tally;
    private final Runnable flush;
    private final FleetLimits limits;

    /**
     * @param flush writes what other tables still have in memory
     */
    FleetRows(Sql sql, FleetTally tally, Runnable flush, FleetLimits limits) {
        this.limits = limits;
        this.sql = sql;
        this.tally = tally;
        this.flush = flush;
    }

    @Override
    public List<Cell> cells() {
        return tally.cells();
    }

    private FleetPlan plan(Query query) {
        flush.run();
        return new FleetPlan(sql, query, cells(), limits);
    }

    @Override
    public Search search(Query query, DeviceSort sort, Optional<DeviceCursor> after, int limit) {
        FleetPlan plan = plan(query);
        FleetPage page = new FleetPage(sql, query, plan.walk());
        if (plan.few()) return fewOf(few(plan), page, sort, after, limit);
        if (!sort.byId()) return new Search.TooManyToSort();
        FleetWalk.Walked walked =
                plan.walk().rows(plan.sources(), after.map(DeviceCursor::id).orElse(""), limit + 1);
        Optional<Count> count = plan.told().map(devices -> new Count(devices, true));
        if (count.isEmpty() && after.isEmpty())
            count = Optional.of(plan.walk().count(plan.sources(), limits.few()));
        boolean full = walked.rows().size() > limit;
        List<DeviceRow> rows = full ? walked.rows().subList(0, limit) : walked.rows();
        Optional<DeviceCursor> next =
                full
                        ? Optional.of(sort.place(rows.getLast()))
                        : walked.behind().map(id -> new DeviceCursor("", id));
        return new Search.Found(page.complete(rows), count, next);
    }

    /** Each once, though several campaigns may have it. */
    private static List<DeviceRow> few(FleetPlan plan) {
        Map<String, DeviceRow> found = new HashMap<>();
        for (FleetSource source : plan.sources())
            plan.walk().all(source).forEach(row -> found.putIfAbsent(row.id().value(), row));
        return new ArrayList<>(found.values());
    }

    private static Search fewOf(
            List<DeviceRow> all,
            FleetPage page,
            DeviceSort sort,
            Optional<DeviceCursor> after,
            int limit) {
        List<DeviceRow> rest =
                all.stream()
                        .filter(row -> after.map(place -> sort.isBehind(row, place)).orElse(true))
                        .sorted(sort.order())
                        .limit(limit + 1L)
                        .toList();
        boolean more = rest.size() > limit;
        List<DeviceRow> rows = more ? rest.subList(0, limit) : rest;
        return new Search.Found(
                page.complete(rows),
                Optional.of(new Count(all.size(), true)),
                more ? Optional.of(sort.place(rows.getLast())) : Optional.empty());
    }

    @Override
    public List<Facet> facets(Query query) {
        FleetPlan plan = plan(query);
        if (plan.few()) return new FleetFacets(query).of(few(plan), true);
        FleetFacets facets = new FleetFacets(query);
        if (query.filter().asksForCellsAlone()) return facets.of(plan.cells(), held(plan));
        FleetWalk.Walked some = plan.walk().rows(plan.sources(), "", limits.few() + 1);
        List<Facet> found =
                facets.of(
                        some.rows(), some.behind().isEmpty() && some.rows().size() <= limits.few());
        return query.filter().asksForTallyAlone() ? facets.with(found, sql) : found;
    }

    /** Devices on hold among those of some cells. */
    private Count held(FleetPlan plan) {
        return plan.walk().count(List.of(FleetSource.held()), limits.few());
    }

    @Override
    public List<DayCount> days(LocalDate from, LocalDate to) {
        return sql.list(
                "select day, model, version, devices from fleet_day where day <= ? and day >="
                        + " coalesce((select max(day) from fleet_day where day < ?), ?)"
                        + " order by day, model, version",
                row ->
                        new DayCount(
                                LocalDate.parse(row.getString("day")),
                                new Model(row.getString("model")),
                                new Version(row.getString("version")),
                                row.getLong("devices")),
                to.toString(),
                from.toString(),
                from.toString());
    }

    @Override
    public Map<List<String>, Long> anchors() {
        return tally.anchorSets();
    }

    @Override
    public long certificatesBefore(Instant end) {
        return sql.number(
                "select count(*) from device_certificate"
                        + " where revoked_ms is null and expires_ms < ?",
                end.toEpochMilli());
    }

    @Override
    public List<Outcome> outcomes() {
        flush.run();
        return sql.list(
                "select r.product, r.version, t.state, sum(t.devices) as devices from tally t"
                        + " join rollout r on r.name = t.rollout"
                        + " group by r.product, r.version, t.state having sum(t.devices) <> 0"
                        + " order by r.product, r.version, t.state",
                row ->
                        new Outcome(
                                new ReleaseName(
                                        new Product(row.getString("product")),
                                        new Version(row.getString("version"))),
                                row.getString("state"),
                                row.getLong("devices")));
    }

    @Override
    public void endDay(LocalDate day) {
        tally.flush();
        sql.run(
                "insert into fleet_day (day, model, version, devices)"
                        + " select ?, model, version, sum(devices) from fleet_tally"
                        + " where version <> '' and not exists"
                        + " (select 1 from fleet_day where day = ?)"
                        + " group by model, version having sum(devices) <> 0",
                day.toString(),
                day.toString());
    }
}

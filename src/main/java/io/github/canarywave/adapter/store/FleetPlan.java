package io.github.canarywave.adapter.store;

import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Version;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the devices that fit are found: what the counts say decides where to begin. When one part of
 * the filter leaves few devices they are all looked at; otherwise there is a walk by id through
 * what has the fewest. Confined to one transaction.
 */
final class FleetPlan {
    /** Ranges of an index that are merged at most; with more it is as quick to look at all. */
    private static final int SOURCES_MAX = 256;

    /** A part of the tally: attempts of a campaign in a state. */
    private record Pile(String rollout, String state, long devices) {}

    private final Sql sql;
    private final Query query;
    private final DeviceFilter filter;
    private final FleetWalk walk;
    private final FleetLimits limits;
    private final List<Cell> cells;
    private final List<Pile> piles;
    private long fewest;
    private List<FleetSource> sources = List.of(FleetSource.all());

    FleetPlan(Sql sql, Query query, List<Cell> all, FleetLimits limits) {
        this.sql = sql;
        this.query = query;
        this.filter = query.filter();
        this.walk = new FleetWalk(sql, query, limits);
        this.limits = limits;
        this.cells = all.stream().filter(filter::takes).toList();
        this.piles = filter.asksForAttempts() ? piles() : List.of();
        this.fewest = all.stream().mapToLong(Cell::devices).sum();
        choose();
    }

    private void choose() {
        long inCells = cells.stream().mapToLong(Cell::devices).sum();
        if (inCells < fewest && cells.size() <= SOURCES_MAX)
            take(inCells, cells.stream().map(FleetPlan::source).toList());
        if (filter.held().filter(held -> held).isPresent())
            take(
                    counted("device indexed by device_held where held is not null"),
                    FleetSource.held());
        for (Map.Entry<String, String> label : filter.labels().entrySet()) {
            long devices = labelled(label);
            // More were not counted: it may be everybody's.
            if (devices < limits.lookedAt())
                take(devices, FleetSource.label(label.getKey(), label.getValue()));
        }
        if (!filter.idPrefix().isEmpty()) take(withPrefix(), FleetSource.all());
        filter.campaign().ifPresent(this::cohort);
        long tried = piles.stream().mapToLong(Pile::devices).sum();
        if (filter.asksForAttempts() && tried <= limits.few())
            take(tried, piles.stream().map(FleetPlan::source).toList());
    }

    private void cohort(CampaignName campaign) {
        long devices =
                sql.number("select sum(devices) from tally where rollout = ?", campaign.value());
        Condition all = new Condition().and("a.rollout = ? and a.counting = 1", campaign.value());
        take(devices, FleetSource.attempts(all));
    }

    private void take(long devices, FleetSource source) {
        take(devices, List.of(source));
    }

    private void take(long devices, List<FleetSource> from) {
        if (devices > fewest) return;
        fewest = devices;
        sources = from;
    }

    private static FleetSource source(Cell cell) {
        Condition where = new Condition().and("d.model = ?", cell.model().value());
        Optional<String> version = cell.version().map(Version::value);
        if (version.isPresent()) where.and("d.birth_version = ?", version.get());
        else where.and("d.birth_version is null");
        return FleetSource.devices(where.and("d.online = ?", Columns.bit(cell.online())), true);
    }

    /** Said in the words of the partial indexes. */
    private static FleetSource source(Pile pile) {
        String queued =
                pile.state().equals("Queued") ? "a.state = 'Queued'" : "a.state <> 'Queued'";
        return FleetSource.attempts(
                new Condition()
                        .and(
                                "a.rollout = ? and a.state = ? and "
                                        + queued
                                        + " and a.counting = 1",
                                pile.rollout(),
                                pile.state()));
    }

    private long labelled(Map.Entry<String, String> label) {
        return counted(
                "device_label where name = ? and value = ?", label.getKey(), label.getValue());
    }

    private long withPrefix() {
        String prefix = filter.idPrefix();
        return counted("device where id >= ? and id < ?", prefix, prefix + FleetWalk.LAST);
    }

    /** Up to what a walk looks at: of two labels the rarer one is to be walked through. */
    private long counted(String from, Object... arguments) {
        return sql.number(
                "select count(*) from (select 1 from " + from + " limit " + limits.lookedAt() + ")",
                arguments);
    }

    private List<Pile> piles() {
        Condition where = new Condition();
        where.and("rollout = ?", filter.campaign().map(CampaignName::value));
        query.wave().ifPresent(wave -> where.and("wave = ?", wave));
        where.in("state", filter.states()).in("code", filter.codes());
        String which = where.text().isEmpty() ? "" : " where " + where.text();
        return sql.list(
                "select rollout, state, sum(devices) as devices from tally"
                        + which
                        + " group by rollout, state having sum(devices) <> 0",
                row ->
                        new Pile(
                                row.getString("rollout"),
                                row.getString("state"),
                                row.getLong("devices")),
                where.arguments().toArray());
    }

    /** Whether no more devices can fit than are counted and sorted. */
    boolean few() {
        return fewest <= limits.few();
    }

    /** Where they come from; nowhere when the counts say that none fits. */
    List<FleetSource> sources() {
        return sources;
    }

    FleetWalk walk() {
        return walk;
    }

    /** How many fit, where the counts alone tell it. */
    Optional<Long> told() {
        if (filter.asksForCellsAlone())
            return Optional.of(cells.stream().mapToLong(Cell::devices).sum());
        if (filter.asksForTallyAlone())
            return Optional.of(piles.stream().mapToLong(Pile::devices).sum());
        return Optional.empty();
    }

    List<Cell> cells() {
        return cells;
    }
}

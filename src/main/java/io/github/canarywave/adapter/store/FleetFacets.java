package io.github.canarywave.adapter.store;

import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.DeviceRow;
import io.github.canarywave.app.DeviceRow.Tried;
import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Version;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Counts values: of rows that were read, of cells, and of what a campaign's tally says. */
final class FleetFacets {
    private static final String YES = "true";
    private static final String NO = "false";

    private final Query query;
    private final DeviceFilter filter;

    FleetFacets(Query query) {
        this.query = query;
        this.filter = query.filter();
    }

    /** The facets of these devices. */
    List<Facet> of(List<DeviceRow> rows, boolean exact) {
        List<Facet> facets = new ArrayList<>();
        if (filter.campaign().isPresent()) {
            facets.add(attempts(rows, "state", t -> Optional.of(t.state()), exact));
            facets.add(attempts(rows, "code", Tried::code, exact));
            facets.add(attempts(rows, "wave", t -> Optional.of(Integer.toString(t.wave())), exact));
        }
        facets.add(facet(rows, "model", r -> Optional.of(r.model().value()), exact));
        facets.add(facet(rows, "version", r -> r.version().map(Version::value), exact));
        facets.add(facet(rows, "online", r -> Optional.of(word(r.online())), exact));
        facets.add(facet(rows, "held", r -> Optional.of(word(r.held().isPresent())), exact));
        return facets;
    }

    private static Facet attempts(
            List<DeviceRow> rows,
            String name,
            Function<Tried, Optional<String>> value,
            boolean exact) {
        return facet(rows, name, row -> row.tried().flatMap(value), exact);
    }

    private static Facet facet(
            List<DeviceRow> rows,
            String name,
            Function<DeviceRow, Optional<String>> value,
            boolean exact) {
        Map<String, Long> counts = new HashMap<>();
        for (DeviceRow row : rows)
            value.apply(row).ifPresent(text -> counts.merge(text, 1L, Long::sum));
        return Facet.of(name, counts, exact);
    }

    private static String word(boolean yes) {
        return yes ? YES : NO;
    }

    /** The facets of whole cells. */
    List<Facet> of(List<Cell> cells, Count held) {
        long all = cells.stream().mapToLong(Cell::devices).sum();
        return List.of(
                facet(cells, "model", cell -> Optional.of(cell.model().value())),
                facet(cells, "version", cell -> cell.version().map(Version::value)),
                facet(cells, "online", cell -> Optional.of(word(cell.online()))),
                Facet.of(
                        "held",
                        Map.of(YES, held.devices(), NO, all - held.devices()),
                        held.exact()));
    }

    private static Facet facet(
            List<Cell> cells, String name, Function<Cell, Optional<String>> value) {
        Map<String, Long> counts = new HashMap<>();
        for (Cell cell : cells)
            value.apply(cell).ifPresent(text -> counts.merge(text, cell.devices(), Long::sum));
        return Facet.of(name, counts, true);
    }

    /** The same facets with what the tally of the campaign knows of all devices. */
    List<Facet> with(List<Facet> facets, Sql sql) {
        Map<String, Map<String, Long>> counts = tally(sql);
        return facets.stream()
                .map(
                        facet ->
                                Optional.ofNullable(counts.get(facet.name()))
                                        .map(all -> Facet.of(facet.name(), all, true))
                                        .orElse(facet))
                .toList();
    }

    private Map<String, Map<String, Long>> tally(Sql sql) {
        Condition where = new Condition();
        where.and("rollout = ?", filter.campaign().map(CampaignName::value));
        query.wave().ifPresent(wave -> where.and("wave = ?", wave));
        where.in("state", filter.states()).in("code", filter.codes());
        Map<String, Map<String, Long>> counts = new HashMap<>();
        for (String name : List.of("state", "code", "wave")) {
            Map<String, Long> of = new HashMap<>();
            sql.list(
                            "select cast("
                                    + name
                                    + " as text) as value, sum(devices) as devices"
                                    + " from tally where "
                                    + where.text()
                                    + " group by "
                                    + name,
                            row -> Map.entry(row.getString("value"), row.getLong("devices")),
                            where.arguments().toArray())
                    .forEach(entry -> of.put(entry.getKey(), entry.getValue()));
            of.remove("");
            counts.put(name, of);
        }
        return counts;
    }
}

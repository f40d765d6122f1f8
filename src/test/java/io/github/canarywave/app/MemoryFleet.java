package io.github.canarywave.app;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.github.canarywave.app.DeviceRow.Tried;
import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.Count;
import io.github.canarywave.app.FleetStore.DayCount;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetStore.Outcome;
import io.github.canarywave.app.FleetStore.Query;
import io.github.canarywave.app.FleetStore.Search;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What people ask of the whole fleet, by looking at every device. */
record MemoryFleet(MemoryReads reads, MemoryTables tables, UndoLog undo) implements FleetStore.Tx {
    private record CellKey(
            io.github.canarywave.domain.fleet.Model model,
            Optional<io.github.canarywave.domain.fleet.Version> version,
            boolean online) {}

    @Override
    public List<Cell> cells() {
        return tables.devices.values().stream()
                .collect(
                        groupingBy(
                                d ->
                                        new CellKey(
                                                d.model(),
                                                d.running().map(Running::version),
                                                d.online()),
                                counting()))
                .entrySet()
                .stream()
                .map(
                        e ->
                                new Cell(
                                        e.getKey().model(),
                                        e.getKey().version(),
                                        e.getKey().online(),
                                        e.getValue()))
                .toList();
    }

    @Override
    public Search search(Query query, DeviceSort sort, Optional<DeviceCursor> after, int limit) {
        List<DeviceRow> all = fitting(query);
        if (all.size() > FleetStore.COUNTED_MAX && !sort.byId()) return new Search.TooManyToSort();
        List<DeviceRow> rest =
                all.stream()
                        .filter(row -> after.map(place -> sort.isBehind(row, place)).orElse(true))
                        .sorted(sort.order())
                        .toList();
        List<DeviceRow> rows = rest.subList(0, Math.min(limit, rest.size()));
        return new Search.Found(
                rows,
                Optional.of(new Count(all.size(), true)),
                rest.size() > limit ? Optional.of(sort.place(rows.getLast())) : Optional.empty());
    }

    private List<DeviceRow> fitting(Query query) {
        List<DeviceRow> found = new ArrayList<>();
        for (Device device : tables.devices.values())
            if (fits(device, query.filter())) {
                Optional<Tried> tried = tried(device, query);
                if (tried.isPresent() || !query.filter().asksForAttempts())
                    found.add(row(device, tried));
            }
        return found;
    }

    private static boolean fits(Device device, DeviceFilter filter) {
        Cell cell =
                new Cell(
                        device.model(), device.running().map(Running::version), device.online(), 1);
        return filter.takes(cell)
                && filter.held().map(h -> h == device.held().isPresent()).orElse(true)
                && device.labels().entrySet().containsAll(filter.labels().entrySet())
                && device.id().value().startsWith(filter.idPrefix());
    }

    private Optional<Tried> tried(Device device, Query query) {
        return reads.rollouts().stream()
                .map(Rollout::name)
                .filter(name -> query.filter().campaign().map(name::equals).orElse(true))
                .flatMap(name -> reads.attempt(name, device.id()).stream())
                .filter(a -> query.wave().isEmpty() || query.wave().getAsInt() == a.wave())
                .filter(a -> query.filter().takes(a.state().word(), code(a).orElse("")))
                .findFirst()
                .map(this::tried);
    }

    private static Optional<String> code(Attempt attempt) {
        return attempt.state().code().or(attempt::lastCode).map(Code::word);
    }

    private Tried tried(Attempt attempt) {
        Optional<Instant> since =
                reads.deviceFacts(attempt.device(), Integer.MAX_VALUE).stream()
                        .filter(f -> f.rollout().filter(attempt.rollout()::equals).isPresent())
                        .filter(f -> f.attempt() == attempt.number())
                        .filter(f -> f.what().equals(attempt.state().word()))
                        .findFirst()
                        .map(Fact::at);
        return new Tried(
                attempt.rollout(),
                attempt.wave(),
                attempt.state().word(),
                code(attempt),
                attempt.number(),
                since);
    }

    private static DeviceRow row(Device device, Optional<Tried> tried) {
        return new DeviceRow(
                device.id(),
                device.model(),
                device.running().map(Running::version),
                device.online(),
                Optional.of(device.heard()).filter(at -> at.isAfter(Instant.EPOCH)),
                device.held(),
                device.labels(),
                tried);
    }

    @Override
    public List<Facet> facets(Query query) {
        List<DeviceRow> rows = fitting(query);
        List<Facet> facets = new ArrayList<>();
        if (query.filter().campaign().isPresent()) {
            facets.add(facet("state", rows, r -> r.tried().map(Tried::state)));
            facets.add(facet("code", rows, r -> r.tried().flatMap(Tried::code)));
            facets.add(facet("wave", rows, r -> r.tried().map(t -> Integer.toString(t.wave()))));
        }
        facets.add(facet("model", rows, r -> Optional.of(r.model().value())));
        facets.add(facet("version", rows, r -> r.version().map(Object::toString)));
        facets.add(facet("online", rows, r -> Optional.of(Boolean.toString(r.online()))));
        facets.add(facet("held", rows, r -> Optional.of(Boolean.toString(r.held().isPresent()))));
        return facets;
    }

    private static Facet facet(
            String name, List<DeviceRow> rows, Function<DeviceRow, Optional<String>> value) {
        Map<String, Long> counts = new HashMap<>();
        rows.forEach(row -> value.apply(row).ifPresent(text -> counts.merge(text, 1L, Long::sum)));
        return Facet.of(name, counts, true);
    }

    @Override
    public List<DayCount> days(LocalDate from, LocalDate to) {
        LocalDate first = Optional.ofNullable(tables.days.lowerKey(from)).orElse(from);
        return first.isAfter(to)
                ? List.of()
                : tables.days.subMap(first, true, to, true).values().stream()
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public Map<List<String>, Long> anchors() {
        return tables.devices.values().stream()
                .flatMap(device -> device.birth().stream())
                .collect(groupingBy(Birth::anchors, counting()));
    }

    @Override
    public long certificatesBefore(Instant end) {
        return tables.certificates.values().stream()
                .filter(c -> c.revoked().isEmpty() && c.expires().isBefore(end))
                .count();
    }

    @Override
    public List<Outcome> outcomes() {
        record Key(io.github.canarywave.domain.campaign.ReleaseName release, String state) {}
        Map<Key, Long> counts = new HashMap<>();
        tables.tally.forEach(
                (key, count) ->
                        counts.merge(
                                new Key(
                                        reads.rollout(key.rollout()).orElseThrow().release().name(),
                                        key.key().state()),
                                count,
                                Long::sum));
        return counts.entrySet().stream()
                .map(e -> new Outcome(e.getKey().release(), e.getKey().state(), e.getValue()))
                .sorted(
                        Comparator.comparing((Outcome o) -> o.release().toString())
                                .thenComparing(Outcome::state))
                .toList();
    }

    @Override
    public void endDay(LocalDate day) {
        if (tables.days.containsKey(day)) return;
        List<DayCount> counts =
                tables.devices.values().stream()
                        .filter(d -> d.running().isPresent())
                        .collect(
                                groupingBy(
                                        d ->
                                                new CellKey(
                                                        d.model(),
                                                        d.running().map(Running::version),
                                                        true),
                                        counting()))
                        .entrySet()
                        .stream()
                        .map(
                                e ->
                                        new DayCount(
                                                day,
                                                e.getKey().model(),
                                                e.getKey().version().orElseThrow(),
                                                e.getValue()))
                        .sorted(
                                Comparator.comparing(DayCount::model)
                                        .thenComparing(DayCount::version))
                        .toList();
        if (!counts.isEmpty()) undo.put(tables.days, day, counts);
    }
}

package io.github.canarywave.app;

import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.app.FleetStore.DayCount;
import io.github.canarywave.app.FleetViews.Adopted;
import io.github.canarywave.app.FleetViews.Adoption;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes the adoption of versions out of what was kept each day. Confined to one transaction. */
final class FleetDays {
    /** Versions told apart; more are one line in a chart that nobody can read. */
    private static final int VERSIONS = 6;

    private final Store.Reads reads;
    private final LocalDate today;

    FleetDays(Store.Reads reads, Instant now) {
        this.reads = reads;
        this.today = day(now);
    }

    static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    Adoption adoption(int days, Optional<Product> product) {
        Optional<Set<Model>> models = product.map(this::models);
        NavigableMap<LocalDate, Map<Version, Long>> ends = ends(days, models);
        List<LocalDate> all = today.minusDays(days - 1L).datesUntil(today.plusDays(1)).toList();
        List<Version> top = top(ends);
        List<Map<Version, Long>> counts = all.stream().map(day -> at(ends, day)).toList();
        return new Adoption(
                all,
                top.stream()
                        .map(
                                version ->
                                        new Adopted(
                                                version,
                                                counts.stream()
                                                        .map(c -> c.getOrDefault(version, 0L))
                                                        .toList()))
                        .toList(),
                counts.stream().map(count -> others(count, top)).toList());
    }

    private Set<Model> models(Product product) {
        Set<Model> models = new HashSet<>();
        reads.releases().stream()
                .filter(release -> release.name().product().equals(product))
                .forEach(release -> models.addAll(release.artifacts().keySet()));
        return models;
    }

    private NavigableMap<LocalDate, Map<Version, Long>> ends(
            int days, Optional<Set<Model>> models) {
        NavigableMap<LocalDate, Map<Version, Long>> ends = new TreeMap<>();
        LocalDate yesterday = today.minusDays(1);
        for (DayCount count : reads.fleetViews().days(today.minusDays(days - 1L), yesterday))
            if (models.map(all -> all.contains(count.model())).orElse(true))
                ends.computeIfAbsent(count.day(), _ -> new HashMap<>())
                        .merge(count.version(), count.devices(), Long::sum);
            else ends.computeIfAbsent(count.day(), _ -> new HashMap<>());
        Map<Version, Long> now = new HashMap<>();
        for (Cell cell : reads.fleetViews().cells())
            if (models.map(all -> all.contains(cell.model())).orElse(true))
                cell.version().ifPresent(v -> now.merge(v, cell.devices(), Long::sum));
        ends.put(today, now);
        return ends;
    }

    /** By what most devices ran on any of the days. */
    private static List<Version> top(NavigableMap<LocalDate, Map<Version, Long>> ends) {
        Map<Version, Long> most = new HashMap<>();
        ends.values().forEach(day -> day.forEach((v, count) -> most.merge(v, count, Math::max)));
        return most.entrySet().stream()
                .sorted(
                        Map.Entry.<Version, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(VERSIONS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A day on which nobody counted is as the one before: nothing was heard. */
    private static Map<Version, Long> at(
            NavigableMap<LocalDate, Map<Version, Long>> ends, LocalDate day) {
        return Optional.ofNullable(ends.floorEntry(day)).map(Map.Entry::getValue).orElse(Map.of());
    }

    private static long others(Map<Version, Long> count, List<Version> top) {
        List<Version> rest = new ArrayList<>(count.keySet());
        rest.removeAll(top);
        return rest.stream().mapToLong(count::get).sum();
    }
}

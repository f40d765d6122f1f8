package io.github.canarywave.adapter.store;

import static io.github.canarywave.adapter.store.Columns.bit;

import io.github.canarywave.app.FleetStore.Cell;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.Version;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Devices counted by model, version and whether they are there, and by what they list as their
 * anchors. Changes are summed in memory and written once for each key, before they are asked for
 * and before the commit: nothing for a device that stays what it is. Confined to one transaction.
 */
final class FleetTally {
    private record Key(String model, String version, int online) {
        static Key of(Device device) {
            return new Key(
                    device.model().value(),
                    device.running().map(Running::version).map(Version::value).orElse(""),
                    bit(device.online()));
        }
    }

    private final Sql sql;
    private final Map<Key, Long> cells =
            new TreeMap<>(
                    Comparator.comparing(Key::model)
                            .thenComparing(Key::version)
                            .thenComparingInt(Key::online));
    private final Map<String, Long> anchors = new TreeMap<>();

    FleetTally(Sql sql) {
        this.sql = sql;
    }

    /** A device that is new. */
    void added(Device device) {
        cells.merge(Key.of(device), 1L, Long::sum);
        anchors(device).ifPresent(text -> anchors.merge(text, 1L, Long::sum));
    }

    /** A device is counted anew where it counts differently. */
    void changed(Device before, Device after) {
        Key left = Key.of(before);
        Key entered = Key.of(after);
        if (!left.equals(entered)) {
            cells.merge(left, -1L, Long::sum);
            cells.merge(entered, 1L, Long::sum);
        }
        if (before.birth().map(Birth::anchors).equals(after.birth().map(Birth::anchors))) return;
        anchors(before).ifPresent(text -> anchors.merge(text, -1L, Long::sum));
        anchors(after).ifPresent(text -> anchors.merge(text, 1L, Long::sum));
    }

    private static Optional<String> anchors(Device device) {
        return device.birth().map(Birth::anchors).map(Columns::list);
    }

    /** Writes what has changed. */
    void flush() {
        cells.forEach(
                (key, change) -> {
                    if (change != 0) write(key, change);
                });
        cells.clear();
        anchors.forEach(
                (text, change) -> {
                    if (change != 0)
                        sql.run(
                                "insert into trust_tally (anchors, shard, devices) values (?, 0, ?)"
                                        + " on conflict (anchors, shard) do update"
                                        + " set devices = trust_tally.devices + excluded.devices",
                                text,
                                change);
                });
        anchors.clear();
    }

    private void write(Key key, long change) {
        sql.run(
                "insert into fleet_tally (model, version, online, shard, devices)"
                        + " values (?, ?, ?, 0, ?)"
                        + " on conflict (model, version, online, shard) do update"
                        + " set devices = fleet_tally.devices + excluded.devices",
                key.model(),
                key.version(),
                key.online(),
                change);
    }

    /** Everybody who was there is not. */
    void nobody() {
        flush();
        for (Cell cell : cells()) {
            if (!cell.online()) continue;
            String version = cell.version().map(Version::value).orElse("");
            write(new Key(cell.model().value(), version, 1), -cell.devices());
            write(new Key(cell.model().value(), version, 0), cell.devices());
        }
    }

    List<Cell> cells() {
        flush();
        return sql.list(
                "select model, version, online, sum(devices) as devices from fleet_tally"
                        + " group by model, version, online having sum(devices) <> 0",
                row ->
                        new Cell(
                                new Model(row.getString("model")),
                                Optional.of(row.getString("version"))
                                        .filter(version -> !version.isEmpty())
                                        .map(Version::new),
                                bit(row, "online"),
                                row.getLong("devices")));
    }

    Map<List<String>, Long> anchorSets() {
        flush();
        Map<List<String>, Long> found = new HashMap<>();
        sql.list(
                        "select anchors, sum(devices) as devices from trust_tally"
                                + " group by anchors having sum(devices) <> 0",
                        row ->
                                Map.entry(
                                        Columns.list(row.getString("anchors")),
                                        row.getLong("devices")))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }
}

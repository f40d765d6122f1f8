package io.github.canarywave.adapter.store;

import io.github.canarywave.adapter.store.Kept.Place;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.Verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tables of how devices count as evidence. Changes are kept in memory, one for each device and
 * key, and written in order before they are asked for and before the commit. Confined to one
 * transaction.
 */
final class EvidenceRows {
    private record Row(Attempt attempt, Optional<Counted> now) {}

    private record Key(CampaignName rollout, Tally.EvidenceKey key) {}

    private record Installed(CampaignName rollout, Tally.InstallKey key) {}

    private static final Comparator<Installed> BY_TIME =
            Comparator.comparing(Installed::rollout)
                    .thenComparingInt(place -> place.key().wave())
                    .thenComparingLong(place -> place.key().seconds());

    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::rollout)
                    .thenComparingInt(place -> place.key().wave())
                    .thenComparing(place -> place.key().stratum())
                    .thenComparing(place -> place.key().verdict())
                    .thenComparingInt(place -> place.key().period());

    private final Sql sql;
    private final Map<Place, Optional<Counted>> known;
    private final Map<Place, Row> changed =
            new TreeMap<>(Comparator.comparing(Place::rollout).thenComparing(Place::device));
    private final Map<Key, Long> changes = new TreeMap<>(ORDER);
    private final Map<Installed, Long> installs = new TreeMap<>(BY_TIME);

    /**
     * @param known how devices count, of those that were asked for before
     */
    EvidenceRows(Sql sql, Map<Place, Optional<Counted>> known) {
        this.sql = sql;
        this.known = known;
    }

    Optional<Counted> counted(CampaignName rollout, DeviceId device) {
        return known.computeIfAbsent(new Place(rollout, device), this::read);
    }

    private Optional<Counted> read(Place place) {
        return sql.first(
                "select verdict, period, started_ms, excused from evidence"
                        + " where rollout = ? and device = ?",
                row ->
                        new Counted(
                                Verdict.valueOf(row.getString("verdict")),
                                row.getInt("period"),
                                Optional.of(Columns.instant(row, "started_ms"))
                                        .filter(at -> !at.equals(Instant.MAX)),
                                Columns.bit(row, "excused")),
                place.rollout().value(),
                place.device().value());
    }

    boolean weigh(Attempt attempt, Optional<Counted> now) {
        Place place = new Place(attempt.rollout(), attempt.device());
        Optional<Counted> before = counted(place.rollout(), place.device());
        boolean fixed = before.filter(counted -> counted.verdict().fixed()).isPresent();
        if (fixed || before.equals(now)) return false;
        known.put(place, now);
        changed.put(place, new Row(attempt, now));
        before.ifPresent(counted -> count(attempt, counted, -1));
        now.ifPresent(counted -> count(attempt, counted, 1));
        return true;
    }

    private void count(Attempt attempt, Counted counted, long change) {
        Tally.EvidenceKey key =
                new Tally.EvidenceKey(
                        attempt.wave(), attempt.stratum(), counted.verdict(), counted.period());
        changes.merge(new Key(attempt.rollout(), key), change, Long::sum);
    }

    /** Writes what has changed. */
    void flush() {
        changed.values().forEach(this::write);
        changed.clear();
        changes.forEach(
                (key, change) -> {
                    if (change != 0) write(key, change);
                });
        changes.clear();
        installs.forEach(this::add);
        installs.clear();
    }

    void installed(Attempt attempt, Duration took) {
        Installed key = new Installed(attempt.rollout(), Tally.InstallKey.of(attempt, took));
        installs.merge(key, 1L, Long::sum);
    }

    private void add(Installed place, long devices) {
        sql.run(
                "insert into install_tally (rollout, wave, install_seconds, shard, devices)"
                        + " values (?, ?, ?, 0, ?)"
                        + " on conflict (rollout, wave, install_seconds, shard)"
                        + " do update set devices = install_tally.devices + excluded.devices",
                place.rollout().value(),
                place.key().wave(),
                place.key().seconds(),
                devices);
    }

    Map<Tally.InstallKey, Long> installs(CampaignName rollout) {
        flush();
        Map<Tally.InstallKey, Long> counts = new HashMap<>();
        sql.list(
                        "select wave, install_seconds, sum(devices) as devices from install_tally"
                                + " where rollout = ? group by wave, install_seconds",
                        row ->
                                Map.entry(
                                        new Tally.InstallKey(
                                                row.getInt("wave"), row.getLong("install_seconds")),
                                        row.getLong("devices")),
                        rollout.value())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    private void write(Row row) {
        Attempt attempt = row.attempt();
        if (row.now().isEmpty()) {
            sql.run(
                    "delete from evidence where rollout = ? and device = ?",
                    attempt.rollout().value(),
                    attempt.device().value());
            return;
        }
        sql.run(
                "insert into evidence"
                        + " (rollout, device, wave, stratum, verdict, period, started_ms, excused)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (rollout, device)"
                        + " do update set verdict = excluded.verdict, period = excluded.period,"
                        + " started_ms = excluded.started_ms, excused = excluded.excused",
                attempt.rollout().value(),
                attempt.device().value(),
                attempt.wave(),
                attempt.stratum(),
                row.now().get().verdict().name(),
                row.now().get().period(),
                row.now().get().started().map(Columns::ms).orElse(null),
                Columns.bit(row.now().get().excused()));
    }

    private void write(Key key, long change) {
        sql.run(
                "insert into evidence_tally"
                        + " (rollout, wave, stratum, verdict, period, shard, devices)"
                        + " values (?, ?, ?, ?, ?, 0, ?)"
                        + " on conflict (rollout, wave, stratum, verdict, period, shard)"
                        + " do update set devices = evidence_tally.devices + excluded.devices",
                key.rollout().value(),
                key.key().wave(),
                key.key().stratum(),
                key.key().verdict().name(),
                key.key().period(),
                change);
    }

    Map<Tally.EvidenceKey, Long> counts(CampaignName rollout) {
        flush();
        Map<Tally.EvidenceKey, Long> counts = new HashMap<>();
        sql.list(
                        "select wave, stratum, verdict, period, sum(devices) as devices"
                                + " from evidence_tally where rollout = ?"
                                + " group by wave, stratum, verdict, period"
                                + " having sum(devices) <> 0",
                        row ->
                                Map.entry(
                                        new Tally.EvidenceKey(
                                                row.getInt("wave"),
                                                row.getString("stratum"),
                                                Verdict.valueOf(row.getString("verdict")),
                                                row.getInt("period")),
                                        row.getLong("devices")),
                        rollout.value())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }
}

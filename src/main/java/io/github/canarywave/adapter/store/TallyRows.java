package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Tally;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables that count. Changes are summed in memory and written once for each key, in the order
 * of keys, before they are asked for and before the commit. Confined to one transaction.
 */
final class TallyRows {
    private record Place(CampaignName rollout, Tally.Key key) {}

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::rollout)
                    .thenComparingInt(place -> place.key().wave())
                    .thenComparing(place -> place.key().stratum())
                    .thenComparing(place -> place.key().state())
                    .thenComparing(place -> place.key().code());

    private final Sql sql;
    private final Map<Place, Long> changes = new TreeMap<>(ORDER);

    TallyRows(Sql sql) {
        this.sql = sql;
    }

    void count(Attempt attempt, long change) {
        changes.merge(new Place(attempt.rollout(), Tally.Key.of(attempt)), change, Long::sum);
    }

    void count(CampaignName rollout, Tally.Key key, long change) {
        changes.merge(new Place(rollout, key), change, Long::sum);
    }

    /** Writes what has changed. */
    void flush() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        changes.forEach(
                (place, change) -> {
                    if (change != 0) rows.add(row(place, change));
                });
        changes.clear();
        sql.runEach(
                "insert into tally (rollout, wave, stratum, state, cause, code, shard, devices)"
                        + " values (?, ?, ?, ?, ?, ?, 0, ?)"
                        + " on conflict (rollout, wave, stratum, state, cause, code, shard)"
                        + " do update set devices = tally.devices + excluded.devices",
                rows);
    }

    private static @Nullable Object[] row(Place place, long change) {
        Tally.Key key = place.key();
        String cause = Code.of(key.code()).map(code -> code.cause().word()).orElse("");
        return new @Nullable Object[] {
            place.rollout().value(),
            key.wave(),
            key.stratum(),
            key.state(),
            cause,
            key.code(),
            change
        };
    }

    /** Devices by what their current attempt is in. */
    Map<Tally.Key, Long> counts(CampaignName rollout) {
        flush();
        Map<Tally.Key, Long> counts = new HashMap<>();
        sql.list(
                        "select wave, stratum, state, code, sum(devices) as devices from tally"
                                + " where rollout = ? group by wave, stratum, state, code"
                                + " having sum(devices) <> 0",
                        row ->
                                Map.entry(
                                        new Tally.Key(
                                                row.getInt("wave"),
                                                row.getString("stratum"),
                                                row.getString("state"),
                                                row.getString("code")),
                                        row.getLong("devices")),
                        rollout.value())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    void delete(CampaignName rollout) {
        changes.keySet().removeIf(place -> place.rollout().equals(rollout));
        sql.run("delete from tally where rollout = ?", rollout.value());
    }
}

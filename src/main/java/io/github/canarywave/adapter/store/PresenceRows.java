package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.Outage.Group;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is there: devices online are counted by model, site and the rollout that commanded them last;
 * of one that went away it is noted since when. So a million devices are counted by a few rows.
 * Confined to one transaction.
 */
final class PresenceRows {
    private static final String NO_ROLLOUT = "";

    private record Key(String model, String site, String rollout) {}

    private final Sql sql;
    private final Map<Key, Long> changes =
            new TreeMap<>(
                    Comparator.comparing(Key::model)
                            .thenComparing(Key::site)
                            .thenComparing(Key::rollout));

    PresenceRows(Sql sql) {
        this.sql = sql;
    }

    /** The value of the label by which devices share their fate; empty for none. */
    static String site(Device device) {
        return device.labels().getOrDefault("site", "");
    }

    /**
     * A device is written.
     *
     * @param stored as it was
     * @param at from when it is gone, if this takes it offline
     */
    void changed(Device stored, Device device, Instant at) {
        boolean commanded = device.busy().isPresent() && !device.busy().equals(stored.busy());
        boolean moved = !site(stored).equals(site(device));
        if (stored.online() == device.online() && !commanded && !moved) return;
        String before = commander(device);
        String after = commanded ? device.busy().map(CampaignName::value).orElse(before) : before;
        if (stored.online()) count(stored, before, -1);
        if (device.online()) count(device, after, 1);
        if (commanded || moved)
            sql.run(
                    "update device set commander = ?, site = ? where id = ?",
                    after,
                    site(device),
                    device.id().value());
        if (stored.online() && !device.online())
            sql.run(
                    "update device set gone_ms = ?, site = ? where id = ?",
                    at.toEpochMilli(),
                    site(device),
                    device.id().value());
    }

    private String commander(Device device) {
        return sql.first(
                        "select commander from device where id = ?",
                        row -> row.getString("commander"),
                        device.id().value())
                .orElse(NO_ROLLOUT);
    }

    private void count(Device device, String rollout, long change) {
        Key key = new Key(device.model().value(), site(device), rollout);
        changes.merge(key, change, Long::sum);
    }

    /** Writes what has changed. */
    void flush() {
        changes.forEach(
                (key, change) -> {
                    if (change != 0)
                        sql.run(
                                "insert into presence (model, site, commander, shard, devices)"
                                        + " values (?, ?, ?, 0, ?)"
                                        + " on conflict (model, site, commander, shard)"
                                        + " do update set devices ="
                                        + " presence.devices + excluded.devices",
                                key.model(),
                                key.site(),
                                key.rollout(),
                                change);
                });
        changes.clear();
    }

    void nobody() {
        changes.clear();
        sql.run("delete from presence");
    }

    ControlGroup controls(CampaignName rollout, Group group, Instant since) {
        flush();
        return switch (group) {
            case Group.OfModel(var model) ->
                    controls(rollout, group, "model", model.value(), since);
            case Group.OfSite(var site) -> controls(rollout, group, "site", site, since);
        };
    }

    private ControlGroup controls(
            CampaignName rollout, Group group, String column, String value, Instant since) {
        return new ControlGroup(
                group.text(),
                presence(column, value, " = ", rollout, since),
                presence(column, value, " <> ", rollout, since));
    }

    private ControlGroup.Presence presence(
            String column, String value, String which, CampaignName rollout, Instant since) {
        String where = column + " = ? and commander" + which + "?";
        long online =
                sql.number(
                        "select coalesce(sum(devices), 0) from presence where " + where,
                        value,
                        rollout.value());
        long gone =
                sql.number(
                        "select count(*) from device"
                                + " where online = 0 and gone_ms > 0 and gone_ms >= ? and "
                                + where,
                        since.toEpochMilli(),
                        value,
                        rollout.value());
        return new ControlGroup.Presence(online, gone);
    }
}

package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Outage;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who is there: devices online are counted by model, site and the rollout that commanded them last;
 * noted is since when one that went away is gone, and when that rollout commanded it first. So a
 * million devices are counted by a few rows. Confined to one transaction.
 */
final class PresenceRows {
    /** What is kept with each device, in the order of a {@link Change}. */
    static final List<String> OF_DEVICE = List.of("site", "commander", "commanded_ms", "gone_ms");

    private static final int COMMANDER = OF_DEVICE.indexOf("commander");

    private static final Change NOTHING =
            new Change(
                    new @Nullable Object[OF_DEVICE.size()], new @Nullable Object[OF_DEVICE.size()]);

    /** Cells of a device before and after; alike where nothing is to be written. */
    static final class Change {
        private final @Nullable Object[] before;
        private final @Nullable Object[] after;

        private Change(@Nullable Object[] before, @Nullable Object[] after) {
            this.before = before;
            this.after = after;
        }

        @Nullable Object[] before() {
            return before;
        }

        @Nullable Object[] after() {
            return after;
        }

        /** The rollout that commanded it last, which was this before. */
        String commander(String before) {
            return after[COMMANDER] instanceof String changed ? changed : before;
        }
    }

    private record Key(String model, String site, String rollout) {}

    private final Sql sql;
    private final String siteLabel;
    private final Map<Key, Long> changes =
            new TreeMap<>(
                    Comparator.comparing(Key::model)
                            .thenComparing(Key::site)
                            .thenComparing(Key::rollout));

    /**
     * Counts sites by this label. After it was another one, every device has to be offline first.
     */
    PresenceRows(Sql sql, String siteLabel) {
        this.sql = sql;
        this.siteLabel = siteLabel;
    }

    /** The value of the label by which devices share their fate; empty for none. */
    String site(Device device) {
        return device.labels().getOrDefault(siteLabel, "");
    }

    Optional<Outage.Group> siteOf(Device device) {
        return Outage.Group.OfSite.of(device, siteLabel);
    }

    /**
     * A device is counted anew where it counts differently.
     *
     * @param commander the rollout that commanded it last
     * @param at since when it is gone, if this takes it offline; since when another rollout has
     *     commanded it, if this is so
     */
    Change changed(Device stored, String commander, Device device, Instant at) {
        boolean commanded = device.busy().isPresent() && !device.busy().equals(stored.busy());
        boolean moved = !site(stored).equals(site(device));
        boolean left = stored.online() && !device.online();
        if (stored.online() == device.online() && !commanded && !moved) return NOTHING;
        String after =
                device.busy().filter(_ -> commanded).map(CampaignName::value).orElse(commander);
        if (stored.online()) count(stored, commander, -1);
        if (device.online()) count(device, after, 1);
        return new Change(
                new @Nullable Object[] {null, commander, null, null},
                new @Nullable Object[] {
                    site(device),
                    after,
                    after.equals(commander) ? null : at.toEpochMilli(),
                    left ? at.toEpochMilli() : null
                });
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
}

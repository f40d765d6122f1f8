package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.ControlGroup.Presence;
import io.github.canarywave.domain.rollout.Outage.Group;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who was there at an instant and is gone, of those that a rollout had commanded and of the others.
 * Those that are online are read from the counters of {@link PresenceRows}; looked at one by one
 * are only those that went away since and those that were commanded since, each from its index.
 * Confined to one transaction.
 */
final class ControlRows {
    /** Online now, of those that the rollout commanded since. */
    static final String STAYED =
            "select count(*) from device where commander = ? and commanded_ms > 0"
                    + " and commanded_ms >= ? and online = 1 and ";

    static final String GONE =
            "select count(*) from device where online = 0 and gone_ms > 0 and gone_ms >= ?"
                    + " and heard_ms < ? and ";

    /**
     * Commanded since, and no word from the device and no byte to it since then: the command did
     * not reach it.
     */
    static final String UNREACHED =
            " and commander = ? and commanded_ms >= ? and heard_ms <= commanded_ms"
                    + " and exists (select 1 from attempt where attempt.device = device.id"
                    + " and attempt.rollout = device.commander and attempt.counting = 1"
                    + " and attempt.state in ('Queued', 'Commanded'))";

    private final Sql sql;
    private final CampaignName rollout;
    private final Group group;
    private final Instant since;
    private final Instant unheard;

    ControlRows(Sql sql, CampaignName rollout, Group group, Instant since, Instant unheard) {
        this.sql = sql;
        this.rollout = rollout;
        this.group = group;
        this.since = since;
        this.unheard = unheard;
    }

    ControlGroup group() {
        long stayed =
                sql.number(
                        STAYED + column() + " = ?", rollout.value(), since.toEpochMilli(), value());
        long unreached = gone(UNREACHED, rollout.value(), since.toEpochMilli());
        return new ControlGroup(
                group.text(),
                new Presence(
                        online(" = "), gone(" and commander = ?", rollout.value()) - unreached),
                new Presence(
                        online(" <> ") + stayed,
                        gone(" and commander <> ?", rollout.value()) + unreached));
    }

    private long online(String which) {
        return sql.number(
                "select coalesce(sum(devices), 0) from presence where "
                        + column()
                        + " = ? and commander"
                        + which
                        + "?",
                value(),
                rollout.value());
    }

    private long gone(String which, Object... arguments) {
        List<Object> all =
                new ArrayList<>(List.of(since.toEpochMilli(), unheard.toEpochMilli(), value()));
        all.addAll(Arrays.asList(arguments));
        return sql.number(GONE + column() + " = ?" + which, all.toArray());
    }

    private String column() {
        return switch (group) {
            case Group.OfModel _ -> "model";
            case Group.OfSite _ -> "site";
        };
    }

    private String value() {
        return switch (group) {
            case Group.OfModel(var model) -> model.value();
            case Group.OfSite(_, var site) -> site;
        };
    }
}

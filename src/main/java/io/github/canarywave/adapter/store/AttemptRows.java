package io.github.canarywave.adapter.store;

import static io.github.canarywave.adapter.store.Columns.bit;
import static io.github.canarywave.adapter.store.Columns.ms;
import static io.github.canarywave.adapter.store.Columns.optional;
import static io.github.canarywave.adapter.store.Columns.text;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout.Started;
import io.github.canarywave.domain.rollout.States;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of attempts. For a device in a rollout the one with the highest number counts. */
final class AttemptRows {
    private static final int STATES = StateColumns.NAMES.size();
    private static final String INSERT =
            "insert into attempt ("
                    + String.join(", ", StateColumns.NAMES)
                    + ", command, download_key, start_order, burned, backoffs, last_code,"
                    + " give_up_ms, command_counts, revision, rollout, device, number, position,"
                    + " wave, stratum, counting) values ("
                    + "?, ".repeat(STATES + 15)
                    + "?)";
    private static final String UPDATE =
            "update attempt set "
                    + StateColumns.assignments()
                    + ", command = ?, download_key = ?, start_order = ?, burned = ?,"
                    + " backoffs = ?, last_code = ?, give_up_ms = ?, command_counts = ?,"
                    + " revision = ?";
    private static final String AS_READ =
            " where rollout = ? and device = ? and number = ? and revision = ?";

    private final Sql sql;

    AttemptRows(Sql sql) {
        this.sql = sql;
    }

    List<Attempt> ofDevices(CampaignName rollout, Collection<DeviceId> devices) {
        return sql.listOf(
                "select * from attempt where counting = 1 and rollout = ? and device in (?*)",
                AttemptRows::read,
                devices.stream().distinct().map(DeviceId::value).toList(),
                rollout.value());
    }

    Optional<Attempt> ofDevice(CampaignName rollout, DeviceId device) {
        return sql.first(
                "select * from attempt where counting = 1 and rollout = ? and device = ?",
                AttemptRows::read,
                rollout.value(),
                device.value());
    }

    List<Attempt> open(DeviceId device) {
        return sql.list(
                "select * from attempt where counting = 1 and device = ?"
                        + " and state not in ('Confirmed', 'Current') order by rollout",
                AttemptRows::read,
                device.value());
    }

    Optional<Attempt> ofCommand(CommandId command) {
        return sql.first(
                "select * from attempt where command = ?", AttemptRows::read, command.value());
    }

    Optional<Attempt> ofKey(long key) {
        return sql.first("select * from attempt where download_key = ?", AttemptRows::read, key);
    }

    /** One question for each state: each has its own part of an index in cohort order. */
    List<Attempt> in(CampaignName rollout, Set<String> states, int limit) {
        List<Attempt> found = new ArrayList<>();
        for (String state : states) {
            String index = state.equals("Queued") ? "state = 'Queued'" : "state <> 'Queued'";
            found.addAll(
                    sql.list(
                            "select * from attempt where rollout = ? and state = ? and "
                                    + index
                                    + " and counting = 1 order by position limit ?",
                            AttemptRows::read,
                            rollout.value(),
                            state,
                            limit));
        }
        found.sort(java.util.Comparator.comparingInt(Attempt::position));
        return List.copyOf(found.subList(0, Math.min(limit, found.size())));
    }

    /** Queued attempts of devices that are online, in cohort order. */
    List<Attempt> ready(CampaignName rollout, int openEnd, Instant now, int limit) {
        return sql.list(
                "select a.* from attempt a join device d on d.id = a.device"
                        + " where a.rollout = ? and a.state = 'Queued' and a.counting = 1"
                        + " and a.position < ? and a.not_before_ms <= ? and d.online = 1"
                        + " order by a.position limit ?",
                AttemptRows::read,
                rollout.value(),
                openEnd,
                Columns.asked(now),
                limit);
    }

    long parked(CampaignName rollout, Instant silentSince) {
        String starting = "'" + String.join("', '", States.STARTING) + "'";
        return sql.number(
                "select count(*) from attempt a join device d on d.id = a.device"
                        + " where a.rollout = ? and a.counting = 1 and a.state <> 'Queued'"
                        + " and a.state in ("
                        + starting
                        + ") and (d.online = 0 or d.heard_ms < ?)",
                rollout.value(),
                Columns.asked(silentSince));
    }

    List<Attempt> due(Instant now, int limit) {
        return sql.list(
                "select * from attempt where counting = 1 and deadline_ms is not null"
                        + " and deadline_ms <= ? order by deadline_ms, rollout, position limit ?",
                AttemptRows::read,
                Columns.asked(now),
                limit);
    }

    List<Started> startedAfter(CampaignName rollout, long order, int limit) {
        List<Started> found =
                sql.list(
                        "select start_order, state from attempt where rollout = ?"
                                + " and start_order is not null and start_order > ?"
                                + " order by start_order limit ?",
                        row ->
                                new Started(
                                        row.getLong("start_order"),
                                        States.ENDED.contains(row.getString("state")),
                                        "Confirmed".equals(row.getString("state"))),
                        rollout.value(),
                        order,
                        limit);
        int whole = 0;
        while (whole < found.size() && found.get(whole).order() == order + 1 + whole) whole++;
        return List.copyOf(found.subList(0, whole));
    }

    void insert(Collection<Attempt> attempts) {
        List<@Nullable Object[]> rows = new ArrayList<>(attempts.size());
        for (Attempt attempt : attempts) {
            @Nullable Object[] values = values(attempt, attempt.revision(), 4);
            values[STATES + 12] = attempt.position();
            values[STATES + 13] = attempt.wave();
            values[STATES + 14] = attempt.stratum();
            values[STATES + 15] = 1;
            rows.add(values);
        }
        sql.runEach(INSERT, rows);
    }

    /**
     * Writes an attempt over what was read with this revision.
     *
     * @return whether it counts for its device
     */
    boolean update(Attempt attempt, long revision) {
        Optional<Boolean> counts =
                sql.first(
                        UPDATE + AS_READ + " returning counting",
                        row -> row.getInt(1) == 1,
                        written(attempt, revision));
        Stale.unless(counts.isPresent(), nameOf(attempt), revision);
        return counts.get();
    }

    /** Writes an attempt that counted and no longer does, because another one follows it. */
    void updateFollowed(Attempt attempt, long revision) {
        String text = UPDATE + ", counting = 0" + AS_READ + " and counting = 1";
        boolean found = sql.run(text, written(attempt, revision)) == 1;
        Stale.unless(found, nameOf(attempt) + " is followed by another, or it", revision);
    }

    private static @Nullable Object[] written(Attempt attempt, long revision) {
        @Nullable Object[] values = values(attempt, revision + 1, 1);
        values[STATES + 12] = revision;
        return values;
    }

    private static String nameOf(Attempt attempt) {
        return "attempt "
                + attempt.number()
                + " of "
                + attempt.device()
                + " in "
                + attempt.rollout();
    }

    void open(CampaignName rollout, int openEnd, Instant giveUpAt) {
        sql.run(
                "update attempt set deadline_ms = ?, give_up_ms = ?, revision = revision + 1"
                        + " where rollout = ? and state = 'Queued' and counting = 1"
                        + " and position < ? and deadline_ms is null",
                ms(giveUpAt),
                ms(giveUpAt),
                rollout.value(),
                openEnd);
    }

    void delete(CampaignName rollout) {
        sql.run("delete from attempt where rollout = ?", rollout.value());
    }

    /** In the order of both texts, with room for more at the end. */
    private static @Nullable Object[] values(Attempt attempt, long revision, int room) {
        @Nullable Object[] values = new @Nullable Object[STATES + 12 + room];
        StateColumns.write(attempt.state(), values, 0);
        @Nullable Object[] rest = {
            text(attempt.command()),
            attempt.key() == 0 ? null : attempt.key(),
            attempt.startOrder() == 0 ? null : attempt.startOrder(),
            attempt.burned(),
            attempt.backoffs(),
            attempt.lastCode().map(Code::word).orElse(null),
            ms(attempt.giveUpAt()),
            bit(attempt.commandCounts()),
            revision,
            attempt.rollout().value(),
            attempt.device().value(),
            attempt.number()
        };
        System.arraycopy(rest, 0, values, STATES, rest.length);
        return values;
    }

    private static Attempt read(ResultSet row) throws SQLException {
        return new Attempt(
                new CampaignName(row.getString("rollout")),
                new DeviceId(row.getString("device")),
                row.getInt("number"),
                row.getInt("position"),
                row.getInt("wave"),
                row.getString("stratum"),
                StateColumns.read(row),
                optional(row, "command", CommandId::new),
                row.getLong("download_key"),
                row.getLong("start_order"),
                row.getInt("burned"),
                row.getInt("backoffs"),
                optional(row, "last_code", Columns::code),
                Columns.instant(row, "give_up_ms"),
                bit(row, "command_counts"),
                row.getLong("revision"));
    }
}

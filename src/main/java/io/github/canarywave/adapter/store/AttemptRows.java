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
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The table of attempts. For a device in a rollout the one with the highest number counts. */
final class AttemptRows {
    /** What changes while an attempt goes on, then what it is known by. */
    private static final List<String> CHANGING =
            Stream.concat(
                            StateColumns.NAMES.stream(),
                            Stream.of(
                                    "command",
                                    "download_key",
                                    "start_order",
                                    "burned",
                                    "backoffs",
                                    "last_code",
                                    "give_up_ms",
                                    "command_counts",
                                    "revision",
                                    "counting"))
                    .toList();

    private static final int REVISION = CHANGING.size() - 2;
    private static final int COUNTING = CHANGING.size() - 1;
    private static final String INSERT =
            "insert into attempt ("
                    + String.join(", ", CHANGING)
                    + ", rollout, device, number, position, wave, stratum, device_ready) values ("
                    + "?, ".repeat(CHANGING.size() + 6)
                    + "(select case when online = 1 and held is null then 1 else 0 end"
                    + " from device where id = ?))";
    private static final String AS_READ =
            "rollout = ? and device = ? and number = ? and revision = ?";
    private static final Update UPDATE =
            new Update("attempt", CHANGING, AS_READ + " returning counting");
    private static final Update COUNTED =
            new Update("attempt", CHANGING, AS_READ + " and counting = 1");

    private final Sql sql;
    private final AttemptPages pages;

    AttemptRows(Sql sql, AttemptPages pages) {
        this.sql = sql;
        this.pages = pages;
    }

    List<Attempt> ofDevices(CampaignName rollout, Collection<DeviceId> devices) {
        return pages.read(
                sql.listOf(
                        "select * from attempt where counting = 1 and rollout = ?"
                                + " and device in (?*)",
                        AttemptRows::read,
                        devices.stream().distinct().map(DeviceId::value).toList(),
                        rollout.value()));
    }

    Optional<Attempt> ofDevice(CampaignName rollout, DeviceId device) {
        Optional<Attempt> kept = pages.of(rollout, device);
        if (kept.isPresent()) return kept;
        return sql.first(
                        "select * from attempt where counting = 1 and rollout = ? and device = ?",
                        AttemptRows::read,
                        rollout.value(),
                        device.value())
                .map(pages::read);
    }

    List<Attempt> open(DeviceId device) {
        List<Attempt> found =
                sql.list(
                        "select * from attempt where counting = 1 and device = ?"
                                + " and state not in ('Confirmed', 'Current') order by rollout",
                        AttemptRows::read,
                        device.value());
        return pages.read(found).stream().filter(AttemptRows::isOpen).toList();
    }

    /** What has not been written yet may have confirmed since. */
    private static boolean isOpen(Attempt attempt) {
        return !(attempt.state() instanceof State.Confirmed)
                && !(attempt.state() instanceof State.Current);
    }

    Optional<Attempt> ofCommand(CommandId command) {
        Optional<Attempt> kept = pages.of(command);
        return kept.isPresent()
                ? kept
                : named("select * from attempt where command = ?", command.value());
    }

    Optional<Attempt> ofKey(long key) {
        return named("select * from attempt where download_key = ?", key);
    }

    /** One that may count or not; kept only when it does. */
    private Optional<Attempt> named(String text, Object name) {
        if (pages.namesPending()) flush();
        return sql.first(
                text, row -> bit(row, "counting") ? pages.read(read(row)) : read(row), name);
    }

    /** One question for each state: each has its own part of an index in cohort order. */
    List<Attempt> in(CampaignName rollout, Set<String> states, int limit) {
        flush();
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
        return pages.read(found.subList(0, Math.min(limit, found.size())));
    }

    List<Attempt> queued(CampaignName rollout, int from, int to, int limit) {
        flush();
        return pages.read(
                sql.list(
                        "select * from attempt where rollout = ? and state = 'Queued'"
                                + " and counting = 1 and position >= ? and position < ?"
                                + " order by position limit ?",
                        AttemptRows::read,
                        rollout.value(),
                        from,
                        to,
                        limit));
    }

    /** Queued attempts of devices that are online and not held, in cohort order. */
    List<Attempt> ready(CampaignName rollout, int openEnd, Instant now, int limit) {
        return ready("position < ?", rollout.value(), openEnd, Columns.asked(now), limit);
    }

    /** Like {@link #ready}, of those that joined, of waves up to this. */
    List<Attempt> readyJoined(CampaignName rollout, int from, int wave, Instant now, int limit) {
        return ready(
                "position >= ? and wave <= ?",
                rollout.value(),
                from,
                wave,
                Columns.asked(now),
                limit);
    }

    private List<Attempt> ready(String part, Object... arguments) {
        flush();
        return pages.read(
                sql.list(
                        "select * from attempt where rollout = ? and state = 'Queued'"
                                + " and counting = 1 and device_ready = 1 and "
                                + part
                                + " and not_before_ms <= ? order by position limit ?",
                        AttemptRows::read,
                        arguments));
    }

    long parked(CampaignName rollout, Instant silentSince) {
        flush();
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
        flush();
        return pages.read(
                sql.list(
                        "select * from attempt where counting = 1 and deadline_ms is not null"
                                + " and deadline_ms <= ? order by deadline_ms, rollout, position limit ?",
                        AttemptRows::read,
                        Columns.asked(now),
                        limit));
    }

    List<Started> startedAfter(CampaignName rollout, long order, int limit) {
        flush();
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
            @Nullable Object[] changing = changing(attempt, attempt.revision());
            @Nullable Object[] values = Arrays.copyOf(changing, changing.length + 7);
            int at = changing.length;
            values[at++] = attempt.rollout().value();
            values[at++] = attempt.device().value();
            values[at++] = attempt.number();
            values[at++] = attempt.position();
            values[at++] = attempt.wave();
            values[at++] = attempt.stratum();
            values[at] = attempt.device().value();
            rows.add(values);
        }
        sql.runEach(INSERT, rows);
    }

    /**
     * Writes an attempt over what was read, now or before anybody asks for it.
     *
     * @return whether it counts for its device
     */
    boolean replace(Attempt before, Attempt after) {
        return pages.replace(before, after)
                || update(before, after.withRevision(before.revision() + 1));
    }

    /** Writes an attempt that counted and no longer does, and the one that follows it. */
    void replace(Attempt before, Attempt after, Attempt next) {
        Attempt stored = pages.forget(before).orElse(before);
        @Nullable Object[] values = changing(after, before.revision() + 1);
        values[COUNTING] = 0;
        Update.Change change =
                COUNTED.between(changing(stored, stored.revision()), values, key(stored));
        boolean found = sql.run(change.text, change.arguments) == 1;
        Stale.unless(found, nameOf(before) + " is followed by another, or it", before.revision());
        insert(List.of(next));
    }

    /** Writes what is still in memory. */
    void flush() {
        pages.write(this::updateCounting);
    }

    /** Without asking whether it counts: what is kept does. */
    private void updateCounting(Attempt stored, Attempt after) {
        Update.Change change =
                COUNTED.between(
                        changing(stored, stored.revision()),
                        changing(after, after.revision()),
                        key(stored));
        boolean found = sql.run(change.text, change.arguments) == 1;
        Stale.unless(found, nameOf(stored), stored.revision());
    }

    private boolean update(Attempt stored, Attempt after) {
        Update.Change change =
                UPDATE.between(
                        changing(stored, stored.revision()),
                        changing(after, after.revision()),
                        key(stored));
        Optional<Boolean> counts =
                sql.first(change.text, row -> row.first() == 1, change.arguments);
        Stale.unless(counts.isPresent(), nameOf(stored), stored.revision());
        return counts.get();
    }

    private static Object[] key(Attempt attempt) {
        return new Object[] {
            attempt.rollout().value(),
            attempt.device().value(),
            attempt.number(),
            attempt.revision()
        };
    }

    static String nameOf(Attempt attempt) {
        return "attempt "
                + attempt.number()
                + " of "
                + attempt.device()
                + " in "
                + attempt.rollout();
    }

    OptionalInt unopened(CampaignName rollout, int wave) {
        flush();
        return sql.first(
                        "select position from attempt where rollout = ? and state = 'Queued'"
                                + " and counting = 1 and deadline_ms is null and wave <= ?"
                                + " order by wave, position limit 1",
                        row -> (int) row.first(),
                        rollout.value(),
                        wave)
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    void open(CampaignName rollout, int wave, int from, int to, Instant giveUpAt) {
        flush();
        pages.clear();
        sql.run(
                "update attempt set deadline_ms = ?, give_up_ms = ?, revision = revision + 1"
                        + " where rollout = ? and state = 'Queued' and counting = 1"
                        + " and wave <= ? and position >= ? and position < ?"
                        + " and deadline_ms is null",
                ms(giveUpAt),
                ms(giveUpAt),
                rollout.value(),
                wave,
                from,
                to);
    }

    private static final String UNOPENED =
            " where rollout = ? and state = 'Queued' and counting = 1 and deadline_ms is null"
                    + " and position >= ? and position < ? and wave <> ?";

    /** Devices that are not opened and in another wave than this one, as the tally counts them. */
    Map<Tally.Key, Long> unopened(CampaignName rollout, int from, int to, int wave) {
        flush();
        Map<Tally.Key, Long> found = new HashMap<>();
        sql.list(
                        "select wave, stratum, coalesce(last_code, '') as code, count(*) as devices"
                                + " from attempt"
                                + UNOPENED
                                + " group by wave, stratum, coalesce(last_code, '')",
                        row ->
                                Map.entry(
                                        new Tally.Key(
                                                row.getInt("wave"),
                                                row.getString("stratum"),
                                                "Queued",
                                                row.getString("code")),
                                        row.getLong("devices")),
                        rollout.value(),
                        from,
                        to,
                        wave)
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    void moveToWave(CampaignName rollout, int from, int to, int wave) {
        flush();
        pages.clear();
        sql.run(
                "update attempt set wave = ?, revision = revision + 1" + UNOPENED,
                wave,
                rollout.value(),
                from,
                to,
                wave);
    }

    void delete(CampaignName rollout) {
        flush();
        pages.clear();
        sql.run("delete from attempt where rollout = ?", rollout.value());
    }

    /** In the order of {@link #CHANGING}, of an attempt that counts. */
    private static @Nullable Object[] changing(Attempt attempt, long revision) {
        @Nullable Object[] values = new @Nullable Object[CHANGING.size()];
        StateColumns.write(attempt.state(), values, 0);
        int at = StateColumns.NAMES.size();
        values[at++] = text(attempt.command());
        values[at++] = attempt.key() == 0 ? null : attempt.key();
        values[at++] = attempt.startOrder() == 0 ? null : attempt.startOrder();
        values[at++] = attempt.burned();
        values[at++] = attempt.backoffs();
        values[at++] = attempt.lastCode().map(Code::word).orElse(null);
        values[at++] = ms(attempt.giveUpAt());
        values[at] = bit(attempt.commandCounts());
        values[REVISION] = revision;
        values[COUNTING] = 1;
        return values;
    }

    private static Attempt read(Cells row) throws SQLException {
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

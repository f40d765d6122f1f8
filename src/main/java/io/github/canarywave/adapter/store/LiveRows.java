package io.github.canarywave.adapter.store;

import io.github.canarywave.app.Curve;
import io.github.canarywave.app.Fact;
import io.github.canarywave.app.FleetMap;
import io.github.canarywave.app.LiveStore;
import io.github.canarywave.app.LiveStore.Placed;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.States;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What only those who watch ask for. */
final class LiveRows implements LiveStore.Tx {
    private static final String WHOLE = "select * from fact where device is null and ";

    /**
     * One seek into an index for each part and state; only failed devices are counted one by one. A
     * grouped count of a million devices takes 60 times as long.
     */
    private static final String PARTS =
            "with recursive part(i) as (select 0 union all select i + 1 from part where i < ? - 1)"
                    + " select i, "
                    + failed()
                    + " as failed, "
                    + some(States.ACTIVE.stream())
                    + " as running, "
                    + some(Stream.of("Confirmed", "Current"))
                    + " as well from part order by i";

    private final Sql sql;
    private final AttemptRows attempts;
    private final RolloutRows rollouts;

    LiveRows(Sql sql, AttemptRows attempts, RolloutRows rollouts) {
        this.sql = sql;
        this.attempts = attempts;
        this.rollouts = rollouts;
    }

    @Override
    public List<Placed> newest(CampaignName rollout, int limit) {
        return sql.list(
                WHOLE + "rollout = ? order by place desc limit ?",
                LiveRows::placed,
                rollout.value(),
                limit);
    }

    @Override
    public List<Placed> after(CampaignName rollout, long place, int limit) {
        return sql.list(
                WHOLE + "rollout = ? and place > ? order by place limit ?",
                LiveRows::placed,
                rollout.value(),
                place,
                limit);
    }

    @Override
    public List<Placed> after(long place, int limit) {
        return sql.list(
                WHOLE + "rollout is not null and place > ? order by place limit ?",
                LiveRows::placed,
                place,
                limit);
    }

    @Override
    public long lastPlace() {
        return sql.number(
                "select coalesce(max(place), 0) from fact"
                        + " where device is null and rollout is not null");
    }

    @Override
    public Optional<Fact> last(CampaignName rollout, String what) {
        return sql.first(
                WHOLE + "rollout = ? and what = ? order by place desc limit 1",
                FactRows::read,
                rollout.value(),
                what);
    }

    private static Placed placed(Cells row) throws SQLException {
        return new Placed(row.getLong("place"), FactRows.read(row));
    }

    @Override
    public List<Curve.Point> curve(CampaignName rollout) {
        return sql.list(
                "select * from curve_point where rollout = ? order by wave, at_ms",
                LiveRows::point,
                rollout.value());
    }

    private static Curve.Point point(Cells row) throws SQLException {
        return new Curve.Point(
                row.getInt("wave"),
                Columns.instant(row, "at_ms"),
                Duration.ofMillis(row.getLong("every_ms")),
                row.getLong("waiting"),
                row.getLong("downloading"),
                row.getLong("installing"),
                row.getLong("confirmed"),
                row.getLong("failed"));
    }

    @Override
    public void add(CampaignName rollout, Curve.Point point) {
        sql.run(
                "insert into curve_point (rollout, wave, at_ms, every_ms, waiting, downloading,"
                        + " installing, confirmed, failed) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rollout.value(),
                point.wave(),
                point.at().toEpochMilli(),
                point.every().toMillis(),
                point.waiting(),
                point.downloading(),
                point.installing(),
                point.confirmed(),
                point.failed());
    }

    @Override
    public void remove(CampaignName rollout, int wave, List<Instant> points) {
        for (Instant at : points)
            sql.run(
                    "delete from curve_point where rollout = ? and wave = ? and at_ms = ?",
                    rollout.value(),
                    wave,
                    at.toEpochMilli());
    }

    @Override
    public List<FleetMap.Part> parts(CampaignName rollout, int each, int parts) {
        attempts.flush();
        int states = States.FAILED.size() + States.ACTIVE.size() + 2;
        Object[] arguments = new Object[1 + 3 * states];
        arguments[0] = parts;
        for (int i = 0; i < states; i++) {
            arguments[1 + 3 * i] = rollout.value();
            arguments[2 + 3 * i] = each;
            arguments[3 + 3 * i] = each;
        }
        return sql.list(
                PARTS,
                row ->
                        new FleetMap.Part(
                                row.getLong("failed"),
                                row.getInt("running") != 0,
                                row.getInt("well") != 0),
                arguments);
    }

    private static String failed() {
        return States.FAILED.stream()
                .sorted()
                .map(state -> "(select count(*)" + ofPart(state) + ")")
                .collect(Collectors.joining(" + "));
    }

    private static String some(Stream<String> states) {
        return states.sorted()
                .map(state -> "exists (select 1" + ofPart(state) + ")")
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    private static String ofPart(String state) {
        return " from attempt where rollout = ? and counting = 1 and state <> 'Queued' and state = '"
                + state
                + "' and position >= i * ? and position < (i + 1) * ?";
    }

    @Override
    public List<Rollout> over(int limit) {
        return rollouts.over(limit);
    }

    @Override
    public long countOver() {
        return sql.number("select count(*) from rollout where state in ('Done', 'Aborted')");
    }
}

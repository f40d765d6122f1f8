package io.github.canarywave.adapter.store;

import static io.github.canarywave.adapter.store.Columns.bit;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Pacing;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.RolloutState.Aborted;
import io.github.canarywave.domain.rollout.RolloutState.Done;
import io.github.canarywave.domain.rollout.RolloutState.Halted;
import io.github.canarywave.domain.rollout.RolloutState.Paused;
import io.github.canarywave.domain.rollout.RolloutState.Preparing;
import io.github.canarywave.domain.rollout.RolloutState.Running;
import io.github.canarywave.domain.rollout.Rulings;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of campaigns and rollouts. */
final class RolloutRows {
    private static final String SELECT =
            "select r.*, c.campaign_text from rollout r join campaign c on c.name = r.name";

    /** What changes while a rollout goes on, in the order of {@link #values}. */
    private static final List<String> CHANGING =
            List.of(
                    "state",
                    "state_why",
                    "state_gate",
                    "state_by_gate",
                    "cohort",
                    "joined",
                    "open_wave",
                    "settled_ms",
                    "prefix_order",
                    "prefix_confirmed",
                    "started",
                    "commanded",
                    "confirmed",
                    "pace_per_minute",
                    "pace_paid_ms",
                    "pace_starts",
                    "pace_failures",
                    "overruled",
                    "asked_ms",
                    "asked_wall_ms",
                    "evidence_period",
                    "held_strata",
                    "notified",
                    "opened",
                    "outage",
                    "rollback_by",
                    "rollback_refused",
                    "reason",
                    "revision");

    private static final String INSERT =
            "insert into rollout ("
                    + String.join(", ", CHANGING)
                    + ", name, product, version, is_dynamic) values ("
                    + "?, ".repeat(CHANGING.size() + 3)
                    + "?)";
    private static final String UPDATE =
            "update rollout set "
                    + String.join(" = ?, ", CHANGING)
                    + " = ? where name = ? and revision = ?";

    private final Sql sql;
    private final ReleaseRows releases;
    private final CampaignCache campaigns;

    RolloutRows(Sql sql, ReleaseRows releases, CampaignCache campaigns) {
        this.sql = sql;
        this.releases = releases;
        this.campaigns = campaigns;
    }

    List<Rollout> all() {
        var kept = releases.ofRollouts(Optional.empty());
        return sql.list(SELECT + " order by r.place desc", row -> read(row, kept));
    }

    List<Rollout> goingOn() {
        return where("state in ('Preparing', 'Running')");
    }

    List<Rollout> notOver() {
        return where("state not in ('Done', 'Aborted')");
    }

    List<Rollout> dynamic() {
        return where("is_dynamic = 1 and state not in ('Done', 'Aborted')");
    }

    List<Rollout> over(int limit) {
        return where("state in ('Done', 'Aborted')", limit);
    }

    private List<Rollout> where(String condition) {
        return where(condition, Integer.MAX_VALUE);
    }

    private List<Rollout> where(String condition, int limit) {
        List<String> names =
                sql.list(
                        "select name from rollout where "
                                + condition
                                + " order by place desc limit ?",
                        row -> row.getString("name"),
                        limit);
        return names.stream().map(name -> byName(new CampaignName(name)).orElseThrow()).toList();
    }

    Optional<Rollout> byName(CampaignName name) {
        var kept = releases.ofRollouts(Optional.of(name));
        return sql.first(SELECT + " where r.name = ?", row -> read(row, kept), name.value());
    }

    Optional<String> campaignText(CampaignName name) {
        return sql.first(
                "select campaign_text from campaign where name = ?",
                row -> row.getString("campaign_text"),
                name.value());
    }

    Optional<Instant> appliedAt(CampaignName name) {
        return sql.first(
                "select applied_ms from campaign where name = ?",
                row -> Columns.instant(row, "applied_ms"),
                name.value());
    }

    void insert(Rollout rollout, String campaignText, Instant at) {
        sql.run(
                "insert into campaign (name, campaign_text, applied_ms) values (?, ?, ?)",
                rollout.name().value(),
                campaignText,
                at.toEpochMilli());
        sql.run(
                INSERT,
                values(
                        rollout,
                        rollout.revision(),
                        rollout.release().name().product().value(),
                        rollout.release().name().version().value(),
                        bit(rollout.campaign().cohort().dynamic())));
        releases.keep(rollout.name(), rollout.release());
    }

    void update(Rollout rollout) {
        int written = sql.run(UPDATE, values(rollout, rollout.revision() + 1, rollout.revision()));
        Stale.unless(written == 1, "rollout " + rollout.name(), rollout.revision());
    }

    /** In the order of both texts: what may change, the revision, the name, then what is given. */
    private static @Nullable Object[] values(Rollout rollout, long revision, Object... more) {
        RolloutState state = rollout.state();
        @Nullable Object[] own = {
            state.word(),
            why(state),
            state instanceof Paused(_, var gate) ? gate : "",
            bit(state instanceof Halted(_, var byGate) && byGate),
            rollout.cohort(),
            rollout.joined(),
            rollout.openWave(),
            rollout.settledAt().map(Columns::ms).orElse(null),
            rollout.prefixOrder(),
            rollout.prefixConfirmed(),
            rollout.started(),
            rollout.commanded(),
            rollout.confirmed(),
            rollout.pacing().perMinute(),
            rollout.pacing().paidUntil().toMillis(),
            rollout.pacing().starts(),
            rollout.pacing().failures(),
            Columns.list(rollout.overruled().stream().sorted().toList()),
            rollout.asked().map(asked -> Columns.ms(asked.hearing())).orElse(null),
            rollout.asked().map(asked -> Columns.ms(asked.wall())).orElse(null),
            rollout.rulings().period(),
            Columns.map(rollout.rulings().heldStrata()),
            Columns.list(rollout.rulings().notified().stream().sorted().toList()),
            Columns.map(opened(rollout.rulings())),
            rollout.rulings().outage().map(OutageColumn::write).orElse(""),
            rollout.rollback() instanceof Rollback.Begun(var by) ? by.value() : null,
            rollout.rollback() instanceof Rollback.Refused(var why) ? why : null,
            rollout.reason(),
            revision,
            rollout.name().value()
        };
        @Nullable Object[] values = java.util.Arrays.copyOf(own, own.length + more.length);
        System.arraycopy(more, 0, values, own.length, more.length);
        return values;
    }

    private static String why(RolloutState state) {
        return switch (state) {
            case Preparing _, Running _ -> "";
            case Paused(var why, _) -> why;
            case Halted(var why, _) -> why;
            case Aborted(var why) -> why;
            case Done(var why) -> why;
        };
    }

    private Rollout read(Cells row, Map<CampaignName, Map<Model, Artifact>> kept)
            throws SQLException {
        CampaignName name = new CampaignName(row.getString("name"));
        ReleaseName release =
                new ReleaseName(
                        new Product(row.getString("product")),
                        new Version(row.getString("version")));
        Instant settled = Columns.instant(row, "settled_ms");
        Rollout fresh =
                Rollout.preparing(
                        campaigns.campaign(name, row.getString("campaign_text")),
                        new Release(release, kept.getOrDefault(name, Map.of())));
        return fresh.draft()
                .state(state(row))
                .cohort(row.getInt("cohort"))
                .joined(row.getInt("joined"))
                .openWave(row.getInt("open_wave"))
                .settledAt(settled.equals(Instant.MAX) ? Optional.empty() : Optional.of(settled))
                .prefixOrder(row.getLong("prefix_order"))
                .prefixConfirmed(row.getInt("prefix_confirmed"))
                .started(row.getLong("started"))
                .commanded(row.getInt("commanded"))
                .confirmed(row.getInt("confirmed"))
                .pacing(
                        new Pacing(
                                row.getInt("pace_per_minute"),
                                Duration.ofMillis(row.getLong("pace_paid_ms")),
                                row.getLong("pace_starts"),
                                row.getLong("pace_failures")))
                .overruled(new HashSet<>(Columns.list(row.getString("overruled"))))
                .asked(asked(row))
                .rulings(rulings(row))
                .rollback(rollback(row))
                .reason(row.getString("reason"))
                .revision(row.getLong("revision"))
                .build();
    }

    private static Optional<Rollout.Asked> asked(Cells row) throws SQLException {
        Instant wall = Columns.instant(row, "asked_wall_ms");
        return Columns.maybeInstant(row, "asked_ms").map(at -> new Rollout.Asked(at, wall));
    }

    private static Rulings rulings(Cells row) throws SQLException {
        Map<Integer, Instant> opened = new HashMap<>();
        Columns.map(row.getString("opened"))
                .forEach(
                        (wave, ms) ->
                                opened.put(
                                        Integer.valueOf(wave),
                                        Instant.ofEpochMilli(Long.parseLong(ms))));
        return new Rulings(
                row.getInt("evidence_period"),
                Columns.map(row.getString("held_strata")),
                new HashSet<>(Columns.list(row.getString("notified"))),
                opened,
                OutageColumn.read(row.getString("outage")));
    }

    private static Rollback rollback(Cells row) throws SQLException {
        String by = row.findString("rollback_by");
        if (by != null) return new Rollback.Begun(new CampaignName(by));
        String why = row.findString("rollback_refused");
        return why == null ? Rollback.NONE : new Rollback.Refused(why);
    }

    private static Map<String, String> opened(Rulings rulings) {
        Map<String, String> opened = new HashMap<>();
        rulings.openedAt()
                .forEach(
                        (wave, at) ->
                                opened.put(
                                        Integer.toString(wave), Long.toString(at.toEpochMilli())));
        return opened;
    }

    private static RolloutState state(Cells row) throws SQLException {
        String word = row.getString("state");
        String why = row.getString("state_why");
        return switch (word) {
            case "Preparing" -> new Preparing();
            case "Running" -> new Running();
            case "Paused" -> new Paused(why, row.getString("state_gate"));
            case "Halted" -> new Halted(why, bit(row, "state_by_gate"));
            case "Aborted" -> new Aborted(why);
            case "Done" -> new Done(why);
            default ->
                    throw new IllegalStateException(
                            "the database holds a rollout in state \""
                                    + word
                                    + "\", which this version does not know");
        };
    }
}

package io.github.canarywave.faults;

import io.github.canarywave.domain.image.Sha256;

import org.sqlite.SQLiteConfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the server stored, read beside it from its database; no code of the product takes part. */
record Books(
        List<Command> commands,
        List<Report> reports,
        List<Fact> facts,
        List<Attempt> attempts,
        List<Rollout> rollouts,
        List<Verdict> verdicts,
        List<Device> devices) {

    /** A command or withdrawal in the order of storing. */
    record Command(
            long place,
            String id,
            boolean withdraws,
            String rollout,
            String device,
            int attempt,
            String digest) {}

    /** A numbered report that the server knows, with the digest of its bytes. */
    record Report(String device, String session, int seq, String digest) {}

    /** A stored transition; device is empty for one of the rollout as a whole. */
    record Fact(
            long place,
            long atMs,
            String rollout,
            String device,
            int attempt,
            String what,
            String why) {}

    /** Start order is 0 when installation was not begun. */
    record Attempt(
            String rollout,
            String device,
            int number,
            boolean counting,
            int position,
            int wave,
            String state,
            String code,
            boolean burned,
            long startOrder) {}

    /** Image is the identity of the release that a device tells, in hexadecimal. */
    record Rollout(
            String name, String state, String version, int cohort, String why, String image) {}

    record Verdict(String rollout, String device, String verdict) {}

    record Device(String id, String version, String image) {}

    Books {
        commands = List.copyOf(commands);
        reports = List.copyOf(reports);
        facts = List.copyOf(facts);
        attempts = List.copyOf(attempts);
        rollouts = List.copyOf(rollouts);
        verdicts = List.copyOf(verdicts);
        devices = List.copyOf(devices);
    }

    /** Reads all of it at one instant; the server may be running. */
    static Books read(Path database) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + database);
                Statement begin = connection.createStatement()) {
            begin.execute("begin");
            return new Books(
                    commands(connection),
                    list(
                            connection,
                            "select device, session, seq, digest from report",
                            r ->
                                    new Report(
                                            r.getString(1),
                                            r.getString(2),
                                            r.getInt(3),
                                            HexFormat.of().formatHex(r.getBytes(4)))),
                    facts(connection),
                    attempts(connection),
                    rollouts(connection),
                    list(
                            connection,
                            "select rollout, device, verdict from evidence",
                            r -> new Verdict(r.getString(1), r.getString(2), r.getString(3))),
                    list(
                            connection,
                            "select id, birth_version, birth_image from device",
                            r -> new Device(r.getString(1), text(r, 2), text(r, 3))));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read " + database, e);
        }
    }

    private static List<Command> commands(Connection connection) throws SQLException {
        return list(
                connection,
                "select place, id, withdraws, rollout, device, attempt, payload from command"
                        + " order by place",
                r ->
                        new Command(
                                r.getLong(1),
                                r.getString(2),
                                r.getBoolean(3),
                                r.getString(4),
                                r.getString(5),
                                r.getInt(6),
                                Sha256.of(r.getString(7).getBytes(StandardCharsets.UTF_8)).hex()));
    }

    private static List<Fact> facts(Connection connection) throws SQLException {
        return list(
                connection,
                "select place, at_ms, rollout, device, attempt, what, why from fact order by place",
                r ->
                        new Fact(
                                r.getLong(1),
                                r.getLong(2),
                                text(r, 3),
                                text(r, 4),
                                r.getInt(5),
                                r.getString(6),
                                r.getString(7)));
    }

    private static List<Attempt> attempts(Connection connection) throws SQLException {
        return list(
                connection,
                "select rollout, device, number, counting, position, wave, state, code, burned,"
                        + " start_order from attempt order by rollout, position, number",
                r ->
                        new Attempt(
                                r.getString(1),
                                r.getString(2),
                                r.getInt(3),
                                r.getBoolean(4),
                                r.getInt(5),
                                r.getInt(6),
                                r.getString(7),
                                text(r, 8),
                                r.getInt(9) > 0,
                                r.getLong(10)));
    }

    private static List<Rollout> rollouts(Connection connection) throws SQLException {
        return list(
                connection,
                "select name, state, version, cohort, state_why, min(image) from rollout"
                        + " left join rollout_artifact on rollout = name group by name"
                        + " order by place",
                r ->
                        new Rollout(
                                r.getString(1),
                                r.getString(2),
                                r.getString(3),
                                r.getInt(4),
                                r.getString(5),
                                text(r, 6)));
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> list(Connection connection, String sql, Row<T> row)
            throws SQLException {
        List<T> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) all.add(row.read(rows));
        }
        return all;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String value = row.getString(column);
        return value == null ? "" : value;
    }
}

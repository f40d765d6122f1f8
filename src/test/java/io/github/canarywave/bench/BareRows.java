package io.github.canarywave.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The peer of the fold: the same rows in bare JDBC batches on a copy of the same database, an
 * attempt updated and a fact added for each report, the tally moved once a commit, 1 000 reports a
 * commit, each commit on disk.
 */
final class BareRows {
    private static final int BATCH = 1_000;
    private static final int REPORTS_PER_DEVICE = 4;

    private BareRows() {}

    /** Reports a second. The original is only read. */
    static double round(Path original, Path copy, int devices) throws Exception {
        for (String end : new String[] {"", "-wal", "-shm"})
            Files.deleteIfExists(Path.of(copy + end));
        try (Connection source = DriverManager.getConnection("jdbc:sqlite:" + original);
                Statement statement = source.createStatement()) {
            statement.execute("vacuum into '" + copy + "'");
        }
        try (Connection bare = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
            try (Statement pragma = bare.createStatement()) {
                pragma.execute("pragma journal_mode=wal");
                pragma.execute("pragma synchronous=full");
            }
            bare.setAutoCommit(false);
            return REPORTS_PER_DEVICE * devices / (fold(bare, devices) / 1e9);
        }
    }

    private static long fold(Connection bare, int devices) throws SQLException {
        try (PreparedStatement attempt =
                        bare.prepareStatement(
                                "update attempt set state = ?, deadline_ms = ?, revision = revision + 1"
                                        + " where device = ? and rollout = 'fold-1' and number = 1");
                PreparedStatement fact =
                        bare.prepareStatement(
                                "insert into fact (at_ms, rollout, device, attempt, what, why)"
                                        + " values (?, 'fold-1', ?, 1, ?, 'reported by the device')");
                PreparedStatement tally =
                        bare.prepareStatement(
                                "update tally set devices = devices + ? where rollout = 'fold-1'")) {
            long start = System.nanoTime();
            for (String state : new String[] {"Accepted", "Installing", "Rebooting", "Confirmed"})
                for (int from = 0; from < devices; from += BATCH) {
                    for (int i = from; i < Math.min(devices, from + BATCH); i++)
                        add(attempt, fact, i, state);
                    attempt.executeBatch();
                    fact.executeBatch();
                    for (int sign : new int[] {-1, 1}) {
                        tally.setInt(1, sign * BATCH);
                        tally.executeUpdate();
                    }
                    bare.commit();
                }
            return System.nanoTime() - start;
        }
    }

    private static void add(
            PreparedStatement attempt, PreparedStatement fact, int device, String state)
            throws SQLException {
        String id = Seed.id(device);
        attempt.setString(1, state);
        attempt.setLong(2, device);
        attempt.setString(3, id);
        attempt.addBatch();
        fact.setLong(1, device);
        fact.setString(2, id);
        fact.setString(3, state);
        fact.addBatch();
    }
}

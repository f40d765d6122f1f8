package io.github.canarywave.adapter.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

import javax.sql.DataSource;

/**
 * One connection to the database with its prepared statements, which are used again: preparing one
 * costs more than running it, and there are only as many as there are texts in this package.
 * Confined to one thread at a time.
 */
final class Link implements AutoCloseable {
    private final Connection connection;
    private final Map<String, Prepared> statements = new HashMap<>();

    private Link(Connection connection) {
        this.connection = connection;
    }

    /** A statement, and the numbers of the columns that it answers with, once it has answered. */
    static final class Prepared {
        final PreparedStatement statement;
        private final Map<String, Integer> columns = new HashMap<>();

        Prepared(PreparedStatement statement) {
            this.statement = statement;
        }

        Map<String, Integer> columns(ResultSet rows) throws SQLException {
            if (columns.isEmpty()) {
                ResultSetMetaData described = rows.getMetaData();
                for (int i = described.getColumnCount(); i > 0; i--)
                    columns.put(described.getColumnName(i), i);
            }
            return columns;
        }
    }

    static Link open(DataSource source, String... setUp) {
        try {
            Link link = new Link(source.getConnection());
            for (String text : setUp) link.execute(text);
            return link;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** Runs a text that has no arguments and answers nothing. */
    void execute(String text) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    Prepared prepared(String text) throws SQLException {
        Prepared known = statements.get(text);
        if (known != null) return known;
        Prepared prepared = new Prepared(connection.prepareStatement(text));
        statements.put(text, prepared);
        return prepared;
    }

    @Override
    public void close() {
        try {
            for (Prepared prepared : statements.values()) prepared.statement.close();
            connection.close();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }
}

package io.github.canarywave.adapter.store;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** The cells of the row that is being read, by name; names are looked up once a statement. */
final class Cells {
    private final ResultSet rows;
    private final Map<String, Integer> columns;

    Cells(ResultSet rows, Map<String, Integer> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    private int place(String column) {
        Integer place = columns.get(column);
        if (place == null) throw new IllegalStateException("no column is named " + column);
        return place;
    }

    /** The text in a cell that is never empty of a value. */
    String getString(String column) throws SQLException {
        String text = findString(column);
        if (text == null) throw new IllegalStateException("there is no value in " + column);
        return text;
    }

    @Nullable String findString(String column) throws SQLException {
        return rows.getString(place(column));
    }

    /** The number in a cell, 0 where it holds no value. */
    long getLong(String column) throws SQLException {
        return rows.getLong(place(column));
    }

    /** The number in a cell, 0 where it holds no value. */
    int getInt(String column) throws SQLException {
        return rows.getInt(place(column));
    }

    /** The number in the first cell. */
    long first() throws SQLException {
        return rows.getLong(1);
    }

    /** Whether the cell read last held no value. */
    boolean wasNull() throws SQLException {
        return rows.wasNull();
    }
}

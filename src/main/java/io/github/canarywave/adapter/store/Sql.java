package io.github.canarywave.adapter.store;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** SQL texts with their arguments, on one link. Confined to one transaction. */
final class Sql {
    /** Sizes of a list in one statement: few texts, so that prepared ones are used again. */
    private static final int[] LIST_SIZES = {1, 16, 256};

    private final Link link;

    Sql(Link link) {
        this.link = link;
    }

    /** How one row becomes a value. */
    @FunctionalInterface
    interface Row<T> {
        T read(Cells row) throws SQLException;
    }

    /** Runs a change; how many rows it touched. */
    int run(String text, @Nullable Object... arguments) {
        try {
            return asked(text, arguments).statement.executeUpdate();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** Runs one change for each list of arguments. */
    void runEach(String text, Collection<@Nullable Object[]> rows) {
        for (Object[] row : rows) run(text, row);
    }

    <T> List<T> list(String text, Row<T> row, @Nullable Object... arguments) {
        try {
            Link.Prepared prepared = asked(text, arguments);
            List<T> found = new ArrayList<>();
            // Closing the rows sets the statement back; it stays prepared.
            try (ResultSet rows = prepared.statement.executeQuery()) {
                Cells cells = new Cells(rows, prepared.columns(rows));
                while (rows.next()) found.add(row.read(cells));
            }
            return found;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private Link.Prepared asked(String text, @Nullable Object... arguments) throws SQLException {
        Link.Prepared prepared = link.prepared(text);
        PreparedStatement statement = prepared.statement;
        for (int i = 0; i < arguments.length; i++) statement.setObject(i + 1, arguments[i]);
        return prepared;
    }

    <T> Optional<T> first(String text, Row<T> row, @Nullable Object... arguments) {
        List<T> found = list(text, row, arguments);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    long number(String text, @Nullable Object... arguments) {
        return first(text, Cells::first, arguments).orElse(0L);
    }

    /**
     * Asks for many keys, a part at a time.
     *
     * @param text with {@code (?*)} where the list of keys goes, behind all other arguments
     */
    <T> List<T> listOf(
            String text, Row<T> row, Collection<String> keys, @Nullable Object... before) {
        List<T> found = new ArrayList<>(keys.size());
        Iterator<String> rest = keys.iterator();
        for (int left = keys.size(); left > 0; ) {
            int size = listSize(left);
            int used = Math.min(size, left);
            Object[] arguments = java.util.Arrays.copyOf(before, before.length + size);
            String key = "";
            for (int i = 0; i < size; i++) {
                if (i < used) key = rest.next();
                arguments[before.length + i] = key; // repeats the last one to fill up
            }
            found.addAll(list(text.replace("(?*)", marks(size)), row, arguments));
            left -= used;
        }
        return found;
    }

    private static int listSize(int wanted) {
        for (int size : LIST_SIZES) if (wanted <= size) return size;
        return LIST_SIZES[LIST_SIZES.length - 1];
    }

    private static String marks(int count) {
        return "(" + "?, ".repeat(count - 1) + "?)";
    }
}

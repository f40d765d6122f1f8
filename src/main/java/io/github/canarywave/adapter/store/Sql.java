package io.github.canarywave.adapter.store;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** SQL texts with their arguments, on one connection. Confined to one transaction. */
final class Sql {
    /** Sizes of a list in one statement: few texts, so that prepared ones are used again. */
    private static final int[] LIST_SIZES = {1, 16, 256};

    private final Handle handle;

    Sql(Handle handle) {
        this.handle = handle;
    }

    /** How one row becomes a value. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a change; how many rows it touched. */
    int run(String text, @Nullable Object... arguments) {
        return handle.execute(text, arguments);
    }

    /** Runs one change for each list of arguments. */
    void runEach(String text, Collection<@Nullable Object[]> rows) {
        if (rows.isEmpty()) return;
        var batch = handle.prepareBatch(text);
        for (Object[] row : rows) batch.add(row);
        batch.execute();
    }

    <T> List<T> list(String text, Row<T> row, @Nullable Object... arguments) {
        return handle.select(text, arguments).map((rs, _) -> row.read(rs)).list();
    }

    <T> Optional<T> first(String text, Row<T> row, @Nullable Object... arguments) {
        return list(text, row, arguments).stream().findFirst();
    }

    long number(String text, @Nullable Object... arguments) {
        return first(text, rs -> rs.getLong(1), arguments).orElse(0L);
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

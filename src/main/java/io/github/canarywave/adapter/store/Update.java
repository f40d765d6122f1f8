package io.github.canarywave.adapter.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An update of one row that names only the columns that differ: SQLite writes an index again for
 * each column named, whether its value changes or not. Few texts come of it, as rows change in few
 * ways. Safe from any thread.
 */
final class Update {
    private final String table;
    private final List<String> columns;
    private final String where;
    private final Map<Long, String> texts = new ConcurrentHashMap<>();

    /**
     * @param columns at most 63, in the order of the values
     * @param where the condition behind the word {@code where}, with its marks, and what follows it
     */
    Update(String table, List<String> columns, String where) {
        this.table = table;
        this.columns = columns;
        this.where = where;
    }

    /** A text and its arguments. */
    static final class Change {
        final String text;
        final @Nullable Object[] arguments;

        private Change(String text, @Nullable Object[] arguments) {
            this.text = text;
            this.arguments = arguments;
        }
    }

    /**
     * The change from one row to another.
     *
     * @param before values as they are stored
     * @param after values as they shall be; at least one differs
     * @param key what the condition asks for
     */
    Change between(@Nullable Object[] before, @Nullable Object[] after, @Nullable Object... key) {
        long mask = 0;
        List<@Nullable Object> arguments = new ArrayList<>(columns.size() + key.length);
        for (int i = 0; i < columns.size(); i++) {
            if (Objects.equals(before[i], after[i])) continue;
            mask |= 1L << i;
            arguments.add(after[i]);
        }
        Collections.addAll(arguments, key);
        return new Change(texts.computeIfAbsent(mask, this::text), arguments.toArray());
    }

    private String text(long mask) {
        List<String> set = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++)
            if ((mask & (1L << i)) != 0) set.add(columns.get(i) + " = ?");
        return "update " + table + " set " + String.join(", ", set) + " where " + where;
    }
}

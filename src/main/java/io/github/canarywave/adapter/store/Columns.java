package io.github.canarywave.adapter.store;

import io.github.canarywave.domain.fleet.Code;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How values stand in columns. Instants keep milliseconds; {@link Instant#MAX} is an absent value.
 * Lists and maps are lines of one text; backslash escapes.
 */
final class Columns {
    private static final char END = '\n';
    private static final char ESCAPE = '\\';

    private Columns() {}

    static @Nullable Long ms(Instant at) {
        return at.equals(Instant.MAX) ? null : at.toEpochMilli();
    }

    /** The instant in a question. */
    static long asked(Instant at) {
        return at.equals(Instant.MAX) ? Long.MAX_VALUE : at.toEpochMilli();
    }

    static Instant instant(Cells row, String column) throws SQLException {
        long ms = row.getLong(column);
        return row.wasNull() ? Instant.MAX : Instant.ofEpochMilli(ms);
    }

    static Optional<Instant> maybeInstant(Cells row, String column) throws SQLException {
        return Optional.of(instant(row, column)).filter(at -> !at.equals(Instant.MAX));
    }

    static int bit(boolean value) {
        return value ? 1 : 0;
    }

    static boolean bit(Cells row, String column) throws SQLException {
        return row.getInt(column) != 0;
    }

    /** The text of a value that may be missing. */
    static @Nullable String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }

    static <T> Optional<T> optional(Cells row, String column, Function<String, T> read)
            throws SQLException {
        return Optional.ofNullable(row.findString(column)).map(read);
    }

    static Code code(String word) {
        return Code.of(word)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "the database holds code \""
                                                + word
                                                + "\", which this version does not know"));
    }

    static String list(Collection<?> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) escape(value.toString(), text).append(END);
        return text.toString();
    }

    static List<String> list(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ESCAPE) value.append(unescaped(text.charAt(++i)));
            else if (c == END) {
                values.add(value.toString());
                value.setLength(0);
            } else value.append(c);
        }
        return values;
    }

    static String map(Map<String, String> values) {
        List<String> entries = new ArrayList<>();
        new TreeMap<>(values)
                .forEach(
                        (key, value) -> {
                            entries.add(key);
                            entries.add(value);
                        });
        return list(entries);
    }

    static Map<String, String> map(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> entries = list(text);
        for (int i = 0; i + 1 < entries.size(); i += 2)
            values.put(entries.get(i), entries.get(i + 1));
        return values;
    }

    private static StringBuilder escape(String value, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ESCAPE) text.append(ESCAPE).append(ESCAPE);
            else if (c == END) text.append(ESCAPE).append('n');
            else text.append(c);
        }
        return text;
    }

    private static char unescaped(char c) {
        return c == 'n' ? END : c;
    }
}

package io.github.canarywave.app;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** In which order devices are listed; by id among those that are alike. */
public record DeviceSort(Field field, boolean descending) {
    public static final DeviceSort BY_ID = new DeviceSort(Field.ID, false);

    /** What devices are sorted by. */
    public enum Field {
        ID("id"),
        LAST_HEARD("lastHeard"),
        MODEL("model"),
        VERSION("version"),
        STATE("state"),
        CODE("code");

        private final String word;

        Field(String word) {
            this.word = word;
        }
    }

    /** All words, in the order in which people are told of them. */
    public static List<String> words() {
        return Arrays.stream(Field.values()).map(field -> field.word).toList();
    }

    /** The sort with this word, with a hyphen in front of it the other way round. */
    public static Optional<DeviceSort> of(String text) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        return Arrays.stream(Field.values())
                .filter(field -> field.word.equals(word))
                .map(field -> new DeviceSort(field, descending))
                .findFirst();
    }

    /** Whether it is the order in which the store walks through devices. */
    public boolean byId() {
        return equals(BY_ID);
    }

    /** The order of rows. */
    public Comparator<DeviceRow> order() {
        Comparator<DeviceRow> order =
                Comparator.comparing(this::key).thenComparing(row -> row.id().value());
        return descending ? order.reversed() : order;
    }

    /** Whether a row stands behind a place. */
    public boolean isBehind(DeviceRow row, DeviceCursor place) {
        int order = key(row).compareTo(place.key());
        if (order == 0) order = row.id().value().compareTo(place.id());
        return descending ? order < 0 : order > 0;
    }

    /** The place of a row. */
    public DeviceCursor place(DeviceRow row) {
        return new DeviceCursor(key(row), row.id().value());
    }

    private String key(DeviceRow row) {
        return switch (field) {
            case ID -> "";
            // As many digits each, so that texts sort as numbers do.
            case LAST_HEARD ->
                    "%019d".formatted(row.lastHeard().map(Instant::toEpochMilli).orElse(0L));
            case MODEL -> row.model().value();
            case VERSION -> row.version().map(Object::toString).orElse("");
            case STATE -> row.tried().map(DeviceRow.Tried::state).orElse("");
            case CODE -> row.tried().flatMap(DeviceRow.Tried::code).orElse("");
        };
    }

    @Override
    public String toString() {
        return (descending ? "-" : "") + field.word;
    }
}

package io.github.canarywave.adapter.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A condition of SQL in the making, with its arguments. Confined to one thread. */
final class Condition {
    /** Sizes of a list in a condition: few texts, so that prepared ones are used again. */
    private static final int[] LIST_SIZES = {1, 4, 16, 64};

    private final StringBuilder text = new StringBuilder();
    private final List<Object> arguments = new ArrayList<>();

    Condition and(String part, Object... more) {
        text.append(text.isEmpty() ? "" : " and ").append(part);
        arguments.addAll(List.of(more));
        return this;
    }

    Condition and(Condition other) {
        if (!other.text.isEmpty()) and(other.text.toString(), other.arguments.toArray());
        return this;
    }

    <T> Condition and(String part, Optional<T> argument) {
        argument.ifPresent(value -> and(part, value));
        return this;
    }

    /** One of these; anything when there are none. */
    Condition in(String what, Collection<?> values) {
        if (values.isEmpty()) return this;
        List<Object> all = new ArrayList<>();
        values.forEach(value -> all.add(value.toString()));
        int size = size(all.size());
        while (all.size() < size) all.add(all.getLast()); // the last one again, to fill up
        String marks = "?, ".repeat(size - 1) + "?";
        return and(what + " in (" + marks + ")", all.toArray());
    }

    private static int size(int wanted) {
        for (int size : LIST_SIZES) if (wanted <= size) return size;
        throw new IllegalArgumentException("a list of " + wanted + " values is not asked for");
    }

    String text() {
        return text.toString();
    }

    List<Object> arguments() {
        return arguments;
    }
}

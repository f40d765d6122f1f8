package io.github.canarywave.domain.campaign;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What one label of a device must be, with the operators of Kubernetes. */
public sealed interface Expression {
    /** The name of the label. */
    String key();

    /** Whether it is so. */
    boolean holds(Map<String, String> labels);

    /** The label is there and is one of these. */
    record In(String key, Set<String> values) implements Expression {
        public In {
            values = Set.copyOf(values);
        }

        @Override
        public boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && values.contains(value);
        }

        @Override
        public String toString() {
            return key + " in " + listed(values);
        }
    }

    /** The label is none of these; a device without the label is taken, as in Kubernetes. */
    record NotIn(String key, Set<String> values) implements Expression {
        public NotIn {
            values = Set.copyOf(values);
        }

        @Override
        public boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return value == null || !values.contains(value);
        }

        @Override
        public String toString() {
            return key + " notin " + listed(values);
        }
    }

    /** The label is there. */
    record Exists(String key) implements Expression {
        @Override
        public boolean holds(Map<String, String> labels) {
            return labels.containsKey(key);
        }

        @Override
        public String toString() {
            return key;
        }
    }

    /** The label is not there. */
    record DoesNotExist(String key) implements Expression {
        @Override
        public boolean holds(Map<String, String> labels) {
            return !labels.containsKey(key);
        }

        @Override
        public String toString() {
            return "!" + key;
        }
    }

    /** The label is a whole number above this one. */
    record Gt(String key, long bound) implements Expression {
        @Override
        public boolean holds(Map<String, String> labels) {
            return number(labels, key).filter(number -> number > bound).isPresent();
        }

        @Override
        public String toString() {
            return key + ">" + bound;
        }
    }

    /** The label is a whole number below this one. */
    record Lt(String key, long bound) implements Expression {
        @Override
        public boolean holds(Map<String, String> labels) {
            return number(labels, key).filter(number -> number < bound).isPresent();
        }

        @Override
        public String toString() {
            return key + "<" + bound;
        }
    }

    /** Whether a text is a whole number that can be compared: it fits 64 bits. */
    static boolean isWholeNumber(String text) {
        return text.matches("-?\\d{1,18}");
    }

    private static Optional<Long> number(Map<String, String> labels, String key) {
        return Optional.ofNullable(labels.get(key))
                .filter(Expression::isWholeNumber)
                .map(Long::parseLong);
    }

    private static String listed(Set<String> values) {
        return "(" + String.join(",", new TreeSet<>(values)) + ")";
    }
}

package io.github.canarywave.domain.campaign;

import java.util.List;
import java.util.Map;

/**
 * Which devices are meant, by their labels.
 *
 * @param labels labels that a device must carry with these values
 * @param expressions what else its labels must be; all of it must hold
 */
public record Selector(Map<String, String> labels, List<Expression> expressions) {
    /** Says nothing of labels. */
    public static final Selector ANY = new Selector(Map.of(), List.of());

    public Selector {
        labels = Map.copyOf(labels);
        expressions = List.copyOf(expressions);
    }

    public boolean isEmpty() {
        return labels.isEmpty() && expressions.isEmpty();
    }

    /** Whether a device with these labels is meant. */
    public boolean matches(Map<String, String> of) {
        return of.entrySet().containsAll(labels.entrySet())
                && expressions.stream().allMatch(expression -> expression.holds(of));
    }
}

package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.fleet.Labels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what is said of labels: {@code matchLabels} and {@code matchExpressions}. */
final class SelectorReader {
    private static final int EXPRESSIONS_MAX = 32;
    private static final int VALUES_MAX = 64;
    private static final List<String> OPERATORS =
            List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");
    private static final Shape EXPRESSION = Shape.of("key", "operator", "values");
    private static final Shape SELECTOR = Shape.of("matchLabels", "matchExpressions");

    private SelectorReader() {}

    /** The selector that the mapping in a field is; nothing if it is absent. */
    static Optional<Selector> in(Mapping owner, String name) {
        owner.refuseEmpty(name);
        return owner.mapping(name, SELECTOR).map(SelectorReader::of);
    }

    /** What the fields of a mapping, which may have others, say of labels. */
    static Selector of(Mapping owner) {
        owner.refuseEmpty("matchLabels", "matchExpressions");
        List<Expression> expressions = new ArrayList<>();
        for (Mapping found : owner.mappings("matchExpressions", EXPRESSION, EXPRESSIONS_MAX))
            expression(found).ifPresent(expressions::add);
        return new Selector(labels(owner, "matchLabels"), expressions);
    }

    private static Optional<Expression> expression(Mapping found) {
        found.refuseEmpty("values");
        Optional<String> key = found.required("key", Scalars.shaped(Labels.NAME));
        Optional<String> operator =
                found.required("operator", Scalars.choice(OPERATORS, List.of()));
        List<String> values = found.scalars("values", Scalars.shaped(Labels.VALUE), VALUES_MAX);
        if (operator.isEmpty() || !hasItsValues(found, operator.get(), values))
            return Optional.empty();
        return key.map(k -> expression(k, operator.get(), values));
    }

    private static Expression expression(String key, String operator, List<String> values) {
        return switch (operator) {
            case "In" -> new Expression.In(key, Set.copyOf(values));
            case "NotIn" -> new Expression.NotIn(key, Set.copyOf(values));
            case "Exists" -> new Expression.Exists(key);
            case "DoesNotExist" -> new Expression.DoesNotExist(key);
            case "Gt" -> new Expression.Gt(key, Long.parseLong(values.getFirst()));
            default -> new Expression.Lt(key, Long.parseLong(values.getFirst()));
        };
    }

    private static boolean hasItsValues(Mapping found, String operator, List<String> values) {
        Optional<String> rule =
                switch (operator) {
                    case "Exists", "DoesNotExist" ->
                            found.has("values") ? Optional.of("takes no values") : Optional.empty();
                    case "Gt", "Lt" ->
                            isOneNumber(values) || wasComplainedOf(found, values)
                                    ? Optional.empty()
                                    : Optional.of("takes one whole number of at most 18 digits");
                    default ->
                            !values.isEmpty() || wasComplainedOf(found, values)
                                    ? Optional.empty()
                                    : Optional.of("takes at least one value");
                };
        rule.ifPresent(
                sentence ->
                        found.complain(
                                "values",
                                new Fault(
                                        ProblemCode.OUT_OF_RANGE,
                                        "operator " + operator + " " + sentence,
                                        "as in {key: floor, operator: Gt, values: [\"3\"]}")));
        return rule.isEmpty() && !wasComplainedOf(found, values);
    }

    private static boolean isOneNumber(List<String> values) {
        return values.size() == 1 && Expression.isWholeNumber(values.getFirst());
    }

    /** An empty list and faulty values are a problem of their own. */
    private static boolean wasComplainedOf(Mapping found, List<String> values) {
        return found.has("values") && values.isEmpty();
    }

    /** The labels in a field; none if it is absent. */
    static Map<String, String> labels(Mapping owner, String name) {
        Map<String, String> labels = new LinkedHashMap<>();
        owner.openMapping(name).ifPresent(found -> readLabels(found, labels));
        return labels;
    }

    private static void readLabels(Mapping found, Map<String, String> labels) {
        for (String label : found.names()) {
            if (!Labels.NAME.matcher(label).matches())
                found.complainOfName(
                        label,
                        new Fault(
                                ProblemCode.BAD_NAME,
                                "label must match " + Labels.NAME + ", got '" + label + "'"));
            found.optional(label, Scalars.shaped(Labels.VALUE))
                    .ifPresent(v -> labels.put(label, v));
        }
        if (labels.size() > Labels.MAX)
            found.complain(
                    "",
                    new Fault(
                            ProblemCode.TOO_MANY,
                            found.place()
                                    + " has "
                                    + labels.size()
                                    + " labels, at most "
                                    + Labels.MAX));
    }
}

package io.github.canarywave.wire;

import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Selector;
import io.github.canarywave.domain.fleet.Labels;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads which devices somebody wants to see, as kubectl writes selectors: {@code site=north, ring!=
 * lab, region in (eu,us), floor>3, !broken}. Some names are no labels but what else is known of
 * devices; {@code label:} in front of such a name means the label.
 */
public final class DeviceQueryText {
    /** More parts than anybody types. */
    private static final int PARTS_MAX = 32;

    private static final String AS_LABEL = "label:";

    /** Between parts, not between the values of a list. */
    private static final Pattern COMMA = Pattern.compile(",(?![^()]*\\))");

    private static final Pattern COMPARED =
            Pattern.compile("([^\\s=!<>()]+)\\s*(==|=|!=|<|>)\\s*([^()]*?)");
    private static final Pattern LISTED =
            Pattern.compile("([^\\s=!<>()]+)\\s+(in|notin)\\s*\\(([^()]+)\\)");
    private static final Pattern THERE = Pattern.compile("(!?)\\s*([^\\s=!<>()]+)");

    private final List<Expression> labels = new ArrayList<>();
    private final List<Expression> device = new ArrayList<>();
    private final List<Expression> attempt = new ArrayList<>();

    private DeviceQueryText() {}

    /**
     * The query that a text means; an empty text means every device.
     *
     * @throws IllegalArgumentException when it means none; the message says why
     */
    public static DeviceQuery parse(String text) {
        if (text.isBlank()) return DeviceQuery.ANY;
        String[] parts = COMMA.split(text, -1);
        if (parts.length > PARTS_MAX)
            throw new IllegalArgumentException(
                    "a selector has at most " + PARTS_MAX + " parts, got " + parts.length);
        DeviceQueryText reading = new DeviceQueryText();
        for (String part : parts) reading.add(expression(part.strip()));
        return new DeviceQuery(
                new Selector(Map.of(), reading.labels), reading.device, reading.attempt);
    }

    private void add(Expression part) {
        String name = part.key();
        boolean known =
                DeviceQuery.OF_DEVICE.contains(name) || DeviceQuery.OF_ATTEMPT.contains(name);
        if (known && (part instanceof Expression.Gt || part instanceof Expression.Lt))
            throw new IllegalArgumentException(
                    name + " has no order: use =, != or in (…), got '" + part + "'");
        if (DeviceQuery.OF_DEVICE.contains(name)) device.add(part);
        else if (DeviceQuery.OF_ATTEMPT.contains(name)) attempt.add(part);
        else labels.add(asLabel(part));
    }

    private static Expression asLabel(Expression part) {
        if (!part.key().startsWith(AS_LABEL)) return part;
        String name = part.key().substring(AS_LABEL.length());
        return switch (part) {
            case Expression.In(_, var values) -> new Expression.In(name, values);
            case Expression.NotIn(_, var values) -> new Expression.NotIn(name, values);
            case Expression.Exists _ -> new Expression.Exists(name);
            case Expression.DoesNotExist _ -> new Expression.DoesNotExist(name);
            case Expression.Gt(_, var bound) -> new Expression.Gt(name, bound);
            case Expression.Lt(_, var bound) -> new Expression.Lt(name, bound);
        };
    }

    private static Expression expression(String part) {
        Matcher listed = LISTED.matcher(part);
        if (listed.matches())
            return listed(name(listed.group(1)), listed.group(2), values(listed.group(3)));
        Matcher compared = COMPARED.matcher(part);
        if (compared.matches())
            return compared(name(compared.group(1)), compared.group(2), compared.group(3));
        Matcher there = THERE.matcher(part);
        if (there.matches())
            return there.group(1).isEmpty()
                    ? new Expression.Exists(name(there.group(2)))
                    : new Expression.DoesNotExist(name(there.group(2)));
        throw new IllegalArgumentException(
                "a part of a selector looks like site=north, site!=north, site in (a,b), site notin"
                        + " (a,b), floor>3, floor<3, site or !site, got '"
                        + part
                        + "'");
    }

    private static Expression listed(String name, String operator, Set<String> values) {
        return operator.equals("in")
                ? new Expression.In(name, values)
                : new Expression.NotIn(name, values);
    }

    private static Expression compared(String name, String operator, String value) {
        return switch (operator) {
            case "!=" -> new Expression.NotIn(name, Set.of(value));
            case ">" -> new Expression.Gt(name, number(name, value));
            case "<" -> new Expression.Lt(name, number(name, value));
            default -> new Expression.In(name, Set.of(value));
        };
    }

    private static long number(String name, String value) {
        if (!Expression.isWholeNumber(value))
            throw new IllegalArgumentException(
                    name + " is compared with a whole number, got '" + value + "'");
        return Long.parseLong(value);
    }

    private static Set<String> values(String list) {
        Set<String> values = new LinkedHashSet<>();
        for (String value : list.split(",", -1)) values.add(value.strip());
        return values;
    }

    private static String name(String text) {
        String name = text.startsWith(AS_LABEL) ? text.substring(AS_LABEL.length()) : text;
        if (!Labels.NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "label must match " + Labels.NAME + ", got '" + name + "'");
        return text;
    }
}

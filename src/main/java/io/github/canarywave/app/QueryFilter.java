package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.DeviceQuery;
import io.github.canarywave.domain.campaign.Expression;
import io.github.canarywave.domain.campaign.Expression.In;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The part of a query that the store finds by itself. Every device that the query asks for fits it;
 * others may fit, too. Pure.
 */
final class QueryFilter {
    /** A longer list is looked through device by device. */
    private static final int VALUES_MAX = 16;

    private QueryFilter() {}

    static DeviceFilter of(DeviceQuery query) {
        return new DeviceFilter(
                one(query.attempt(), DeviceQuery.CAMPAIGN).flatMap(QueryFilter::campaign),
                Optional.empty(),
                values(query.attempt(), "state"),
                values(query.attempt(), "error"),
                parsed(values(query.device(), "model"), Model::new),
                parsed(values(query.device(), "version"), Version::new),
                one(query.device(), "online").map("yes"::equals),
                one(query.device(), "held").map("yes"::equals),
                labels(query),
                "");
    }

    /** The values of the first list of this name; none when there is no short one. */
    private static Set<String> values(List<Expression> parts, String name) {
        return parts.stream()
                .filter(part -> part.key().equals(name))
                .filter(In.class::isInstance)
                .map(part -> ((In) part).values())
                .filter(values -> values.size() <= VALUES_MAX)
                .findFirst()
                .orElse(Set.of());
    }

    private static Optional<String> one(List<Expression> parts, String name) {
        return Optional.of(values(parts, name))
                .filter(values -> values.size() == 1)
                .map(values -> values.iterator().next());
    }

    /** What is no name at all is nobody's: the query itself finds nothing then. */
    private static Optional<CampaignName> campaign(String text) {
        return parsed(Set.of(text), CampaignName::new).stream().findFirst();
    }

    private static <T> Set<T> parsed(Set<String> texts, Function<String, T> parse) {
        Set<T> found = new HashSet<>();
        try {
            for (String text : texts) found.add(parse.apply(text));
        } catch (IllegalArgumentException _) {
            return Set.of();
        }
        return found;
    }

    private static Map<String, String> labels(DeviceQuery query) {
        Map<String, String> labels = new HashMap<>(query.labels().labels());
        for (Expression part : query.labels().expressions())
            if (part instanceof In(var name, var values) && values.size() == 1)
                labels.putIfAbsent(name, values.iterator().next());
        return labels;
    }
}

package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.DeviceCursor;
import io.github.canarywave.app.DeviceFilter;
import io.github.canarywave.app.DeviceSort;
import io.github.canarywave.app.FleetViews;
import io.github.canarywave.app.FleetViews.Page;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.fleet.Product;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The calls about the whole fleet. Safe from any thread; each may wait. */
record FleetCalls(FleetViews views) {
    private static final Set<String> JSON = Set.of("application/json");

    /** Lines of a page, and the most that can be asked for. */
    private static final int LIMIT = 50;

    private static final int LIMIT_MAX = 1000;

    /** Days of an adoption when none are named. */
    private static final int DAYS = 30;

    private static final Set<String> PAGED = Set.of("sort", "cursor", "limit");

    void addTo(Routes routes) {
        String all = "/api/v1/devices";
        Calls.read(routes, all + ":search", this::search);
        Calls.read(routes, all + ":facets", this::facets);
        Calls.read(routes, all + ":export", this::export);
        Calls.send(routes, all + ":hold", JSON, t -> held(t, views::hold));
        Calls.send(routes, all + ":unhold", JSON, t -> held(t, views::unhold));
        Calls.read(routes, "/api/v1/adoption", this::adoption);
        Calls.read(
                routes,
                "/api/v1/releases:rates",
                _ -> ok(Json.list("releases", views.rates(), FleetJson::rate)));
        Calls.read(routes, "/api/v1/trust", _ -> ok(FleetJson.trust(views.trust())));
    }

    private static Answer ok(JsonNode json) {
        return new Answer.Json(200, json);
    }

    private static Answer refused(List<String> problems) {
        return new Answer.Refused(Problem.badFilter(problems));
    }

    /** A filter that cannot be meant is the sender's mistake, as one that cannot be read. */
    private static <T> Answer answer(Outcome<T> outcome, Function<T, JsonNode> json) {
        return outcome instanceof Outcome.Invalid<T>(var problems)
                ? refused(problems)
                : Answer.of(200, outcome, json);
    }

    private Answer search(Call.Asked asked) {
        Filters filters = Filters.of(asked, PAGED);
        DeviceFilter filter = filters.filter();
        DeviceSort sort = filters.sort();
        Optional<DeviceCursor> cursor = filters.cursor();
        if (!filters.problems().isEmpty()) return refused(filters.problems());
        int limit = Math.max(1, Calls.number(asked, "limit", LIMIT, LIMIT_MAX));
        return answer(views.search(filter, sort, cursor, limit), FleetJson::page);
    }

    private Answer facets(Call.Asked asked) {
        Filters filters = Filters.of(asked, PAGED);
        DeviceFilter filter = filters.filter();
        if (!filters.problems().isEmpty()) return refused(filters.problems());
        return answer(views.facets(filter), FleetJson::facets);
    }

    private Answer export(Call.Asked asked) {
        Filters filters = Filters.of(asked, Set.of("format"));
        DeviceFilter filter = filters.filter();
        Optional<DeviceExport.Format> format =
                DeviceExport.Format.of(asked.query().getOrDefault("format", "csv"));
        if (format.isEmpty())
            filters.problems()
                    .add(
                            "format must be csv or ndjson, got \""
                                    + asked.query().get("format")
                                    + "\"");
        if (!filters.problems().isEmpty()) return refused(filters.problems());
        Outcome<Page> first = views.search(filter, DeviceSort.BY_ID, Optional.empty(), 1);
        if (first instanceof Outcome.Invalid<Page>(var problems)) return refused(problems);
        return new DeviceExport(views, filter, format.get()).answer();
    }

    private interface Hold {
        Outcome<Integer> of(DeviceFilter filter, String who, String why);
    }

    private static Answer held(Call.Text sent, Hold hold) {
        ObjectNode body = Calls.body(sent.text());
        if (!body.path("filter").isObject())
            return refused(
                    List.of("filter must be an object, got " + body.path("filter").getNodeType()));
        Filters filters = Filters.of(body.path("filter"));
        DeviceFilter filter = filters.filter();
        if (!filters.problems().isEmpty()) return refused(filters.problems());
        String why = Calls.optional(body, "why").orElse("");
        return answer(
                hold.of(filter, sent.who(), why), devices -> Json.object().put("devices", devices));
    }

    private Answer adoption(Call.Asked asked) {
        int days = Calls.number(asked, "days", DAYS, FleetViews.DAYS_MAX);
        Optional<Product> product =
                Optional.ofNullable(asked.query().get("product"))
                        .filter(text -> !text.isEmpty())
                        .map(Product::new);
        return ok(FleetJson.adoption(views.adoption(Math.max(1, days), product)));
    }
}

package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.domain.campaign.Role;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which call a method and a path name. Filled once, then made a router. */
final class Routes {
    /** What {@code {}} of a path stands for: a name in one segment. */
    private static final String NAME = "[A-Za-z0-9._+-]+";

    private static final Pattern HOLE = Pattern.compile("\\{\\}");

    private final Map<String, Map<HttpMethod, Entry>> calls = new LinkedHashMap<>();

    /** What is done with a call that was found. */
    interface Runner {
        void run(HttpServerRequest request, Entry entry, List<String> names);
    }

    /**
     * A call and who may make it.
     *
     * @param may what the door asks for
     */
    record Entry(May may, Call call) {}

    /** Whoever tells others which calls there are. */
    interface Visitor {
        /**
         * Takes one call.
         *
         * @param path with {@code {}} for each name
         */
        void visit(HttpMethod method, String path, May may);
    }

    Routes add(HttpMethod method, String path, Role needs, Call call) {
        return add(method, path, May.of(needs), call);
    }

    Routes add(HttpMethod method, String path, May may, Call call) {
        calls.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, new Entry(may, call));
        return this;
    }

    /** Shows every call, in the order they were added. */
    void forEach(Visitor visitor) {
        calls.forEach(
                (path, methods) ->
                        methods.forEach(
                                (method, entry) -> visitor.visit(method, path, entry.may())));
    }

    /** Who may make a call that is there. */
    May may(HttpMethod method, String path) {
        Entry entry = calls.getOrDefault(path, Map.of()).get(method);
        if (entry == null) throw new IllegalArgumentException("no call " + method + " " + path);
        return entry.may();
    }

    /** Whether a call is for everybody, also for who is not logged in. */
    boolean isOpen(HttpMethod method, String path) {
        Entry entry = calls.getOrDefault(path, Map.of()).get(method);
        return entry != null && entry.may().anybody();
    }

    /** A router that answers every request: with a call, 405 with Allow, 404, or 500. */
    Router router(Vertx vertx, Runner runner) {
        Router router = Router.router(vertx);
        calls.forEach((path, methods) -> add(router, path, methods, runner));
        router.route()
                .handler(
                        c ->
                                Replies.refuse(
                                        c.request(),
                                        Problem.notFound(
                                                "no call has the path " + c.request().path())));
        router.route().failureHandler(c -> Replies.refuse(c.request(), Problem.internal()));
        return router;
    }

    private static void add(
            Router router, String path, Map<HttpMethod, Entry> methods, Runner runner) {
        int names = (int) HOLE.matcher(path).results().count();
        String regex = regex(path);
        methods.forEach(
                (method, entry) ->
                        router.routeWithRegex(method, regex)
                                .handler(c -> runner.run(c.request(), entry, names(c, names))));
        TreeSet<String> allowed = new TreeSet<>();
        methods.keySet().forEach(method -> allowed.add(method.name()));
        Problem other = Problem.method(String.join(", ", allowed));
        router.routeWithRegex(regex).handler(c -> Replies.refuse(c.request(), other));
    }

    private static String regex(String path) {
        int[] name = {0};
        return HOLE.matcher(path).replaceAll(_ -> "(?<n" + name[0]++ + ">" + NAME + ")");
    }

    private static List<String> names(RoutingContext context, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) names.add(context.pathParam("n" + i));
        return names;
    }
}

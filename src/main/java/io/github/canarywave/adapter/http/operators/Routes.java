package io.github.canarywave.adapter.http.operators;

import io.vertx.core.http.HttpMethod;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which call a method and a path name. Filled once, then safe from any thread. */
final class Routes {
    /** What {@code {}} of a path stands for: a name in one segment. */
    private static final String NAME = "([A-Za-z0-9._+-]+)";

    private final List<Route> all = new ArrayList<>();

    private record Route(HttpMethod method, Pattern path, Call call) {}

    /** What was found. */
    sealed interface Found {
        record Match(Call call, List<String> names) implements Found {}

        /** The path is there, with these methods. */
        record OtherMethod(String allowed) implements Found {}

        record Nothing() implements Found {}
    }

    Routes add(HttpMethod method, String path, Call call) {
        all.add(new Route(method, Pattern.compile(path.replace("{}", NAME)), call));
        return this;
    }

    Found find(HttpMethod method, String path) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : all) {
            Matcher matcher = route.path().matcher(path);
            if (!matcher.matches()) continue;
            if (route.method().equals(method)) return new Found.Match(route.call(), names(matcher));
            allowed.add(route.method().name());
        }
        return allowed.isEmpty()
                ? new Found.Nothing()
                : new Found.OtherMethod(String.join(", ", allowed));
    }

    private static List<String> names(Matcher matcher) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) names.add(matcher.group(i));
        return names;
    }
}

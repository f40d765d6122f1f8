package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Person;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Asks each request for its right to be here. Safe from any thread. */
final class Guard {
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String BEARER = "bearer ";

    private final Access access;

    Guard(Access access) {
        this.access = access;
    }

    /** Why the request is refused; empty when it may pass. */
    Optional<Problem> problem(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) return bearer(request);
        if (session(request).isEmpty()) {
            return Optional.of(
                    Problem.unauthorized("send the token of data/context.yaml, or log in"));
        }
        if (READS.contains(request.method()) || sameOrigin(request)) return Optional.empty();
        return Optional.of(
                Problem.forbidden("a change with a cookie needs the Origin of this server"));
    }

    private Optional<Problem> bearer(HttpServerRequest request) {
        if (person(request).isPresent()) return Optional.empty();
        return Optional.of(failed(request, "the token is not valid"));
    }

    /** Counts a failed login and says what to answer. */
    Problem failed(HttpServerRequest request, String why) {
        SocketAddress from = request.remoteAddress();
        String address = from == null || from.hostAddress() == null ? "?" : from.hostAddress();
        return access.tooManyFailures(address) ? Problem.throttled() : Problem.unauthorized(why);
    }

    /** Who asks, as long as the token or the session counts. */
    Optional<Person> person(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null) return session(request);
        return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? access.token(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /** Whose open session the cookie of the request names. */
    Optional<Person> session(HttpServerRequest request) {
        Cookie cookie = request.getCookie(Access.COOKIE);
        return cookie == null ? Optional.empty() : access.session(cookie.getValue());
    }

    private static boolean sameOrigin(HttpServerRequest request) {
        String host = request.authority() == null ? "" : request.authority().toString();
        String origin = request.getHeader("Origin");
        return origin != null && origin.equalsIgnoreCase(request.scheme() + "://" + host);
    }
}

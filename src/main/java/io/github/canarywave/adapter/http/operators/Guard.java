package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.BrowserSession;
import io.github.canarywave.app.People;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.Visitor;
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

    private final People people;
    private final Cookies cookies;
    private final Access access;

    Guard(People people, Cookies cookies, Access access) {
        this.people = people;
        this.cookies = cookies;
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
        return READS.contains(request.method()) ? Optional.empty() : foreign(request);
    }

    private Optional<Problem> bearer(HttpServerRequest request) {
        if (person(request).isPresent()) return Optional.empty();
        return Optional.of(failed(request, "the token is not valid"));
    }

    /** Why a change that a browser asks for does not come from our own pages. */
    static Optional<Problem> foreign(HttpServerRequest request) {
        if (server(request).equalsIgnoreCase(request.getHeader("Origin"))) return Optional.empty();
        return Optional.of(
                Problem.forbidden("a change with a cookie needs the Origin of this server"));
    }

    /** This server as the sender calls it, as https://localhost:9443. */
    static String server(HttpServerRequest request) {
        String host = request.authority() == null ? "" : request.authority().toString();
        return request.scheme() + "://" + host;
    }

    /** Counts a failed login and says what to answer. */
    Problem failed(HttpServerRequest request, String why) {
        return failed(visitor(request), why);
    }

    Problem failed(Visitor visitor, String why) {
        return access.tooManyFailures(visitor.address())
                ? Problem.throttled()
                : Problem.unauthorized(why);
    }

    /** Who asks, as long as the token or the session counts. */
    Optional<Person> person(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null)
            return session(request).flatMap(session -> people.byHash(session.token()));
        return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? token(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /** Whose token this is. Takes the same time for every wrong one. */
    Optional<Person> token(String offered) {
        return people.byHash(Cookies.digest(offered));
    }

    /** The open session that the cookie of the request names. */
    Optional<BrowserSession> session(HttpServerRequest request) {
        return cookies.digest(request).flatMap(people.sessions()::find);
    }

    /** By which way the request came. */
    Call.Came came(HttpServerRequest request) {
        return new Call.Came(
                server(request),
                request.path() == null ? "" : request.path(),
                visitor(request),
                cookies.digest(request),
                Optional.ofNullable(request.getHeader("Idempotency-Key")));
    }

    private static Visitor visitor(HttpServerRequest request) {
        SocketAddress from = request.remoteAddress();
        String browser = request.getHeader("User-Agent");
        return new Visitor(
                from == null || from.hostAddress() == null ? "?" : from.hostAddress(),
                browser == null ? "" : browser);
    }
}

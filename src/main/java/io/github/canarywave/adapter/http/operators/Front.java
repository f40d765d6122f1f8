package io.github.canarywave.adapter.http.operators;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.canarywave.adapter.http.OpenConnections;
import io.github.canarywave.adapter.http.RequestShape;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.Operations;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.Sessions;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Takes each request of the operator port: checks it, lets it in or not, runs its call on a virtual
 * thread and answers. Safe from any thread.
 */
final class Front {
    /** A campaign file with thousands of device names stays below. */
    static final int TEXT_LIMIT = 512 * 1024;

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String LOGIN = "/login/";

    /** 17 MiB over a slow line. */
    private static final Duration BODY_TIME = Duration.ofMinutes(10);

    /** A token and what JSON needs around it. */
    private static final int ENTER_LIMIT = 4096;

    private static final Duration ENTER_TIME = Duration.ofSeconds(30);

    private final OpenConnections connections;
    private final Operations operations;
    private final Uploads uploads;
    private final Sessions sessions;
    private final Cookies cookies;
    private final Routes routes;
    private final Router router;
    private final Guard guard;
    private final Pages pages;
    private final String ca;
    private final Streams streams = new Streams();

    Front(
            Vertx vertx,
            OpenConnections connections,
            Operations operations,
            ArtifactStore artifacts,
            Cookies cookies,
            InstantSource clock,
            Pages pages,
            String ca) {
        this.connections = connections;
        this.operations = operations;
        this.uploads = new Uploads(artifacts);
        this.sessions = operations.people().sessions();
        this.cookies = cookies;
        this.guard = new Guard(operations.people(), cookies, new Access(clock));
        this.routes = new Calls(operations, artifacts, new Repeats(clock)).routes();
        new SessionCalls(operations.people(), guard, cookies, new Rights(routes)).addTo(routes);
        this.router = routes.router(vertx, this::admit);
        this.pages = pages;
        this.ca = ca;
    }

    void handle(HttpServerRequest request) {
        connections.ourTurn(request.connection());
        // HTTP/2 has many requests at once; there the idle time-out of the server watches.
        if (request.version() != HttpVersion.HTTP_2)
            request.response().endHandler(_ -> connections.waitForRequest(request.connection()));
        Replies.secure(request.response());
        Optional<String> problem = RequestShape.problem(request);
        if (problem.isPresent()) {
            Replies.refuseAndClose(request, Problem.badRequest(problem.get()));
            return;
        }
        String path = request.path() == null ? "" : request.path();
        if (path.equals("/healthz") || path.equals("/api/v1/ca")) open(request, path);
        else if (path.startsWith(LOGIN)) login(request, path.substring(LOGIN.length()));
        else if (path.startsWith("/api/")) api(request);
        else if (READS.contains(request.method()))
            pages.serve(request, guard.session(request).isPresent());
        else Replies.refuse(request, Problem.method("GET, HEAD"));
    }

    /** Event streams that are open. */
    int streams() {
        return streams.count();
    }

    private static boolean onlyGet(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET)) return true;
        Replies.refuse(request, Problem.method("GET"));
        return false;
    }

    private void open(HttpServerRequest request, String path) {
        if (!onlyGet(request)) return;
        if (path.equals("/healthz")) Background.answer(request, this::health);
        else Replies.answer(request, new Answer.Text("application/x-pem-file", ca));
    }

    /** Fit to go on in either case: who restarts it now would lose a halt that is not stored. */
    private Answer health() {
        String text = operations.trouble().isEmpty() ? "ok\n" : "degraded: disk full\n";
        return new Answer.Text("text/plain; charset=utf-8", text);
    }

    /** Every call there is. */
    Routes routes() {
        return routes;
    }

    private void login(HttpServerRequest request, String ticket) {
        if (!onlyGet(request)) return;
        Context loop = Vertx.currentContext();
        Call.Came came = guard.came(request);
        boolean signedIn = guard.session(request).isPresent();
        Background.run(
                request,
                loop,
                () -> {
                    Optional<Answer> answer =
                            sessions.enter(ticket, came.visitor(), came.session()).map(this::home);
                    if (answer.isEmpty() && signedIn) return Optional.of(new Answer.See("/"));
                    if (answer.isEmpty()) loop.runOnContext(_ -> notLetIn(request));
                    return answer;
                });
    }

    private Answer home(Sessions.Opened opened) {
        return new Answer.WithCookie(new Answer.See("/"), cookies.giving(opened.secret()));
    }

    private void notLetIn(HttpServerRequest request) {
        if (request.response().closed()) return;
        Problem problem = guard.failed(request, "used, too old, or never given");
        request.response().setStatusCode(problem.status());
        pages.serve(request, false);
    }

    private void api(HttpServerRequest request) {
        Optional<Problem> refused =
                routes.isOpen(request.method(), request.path())
                        ? Guard.foreign(request)
                        : guard.problem(request);
        if (refused.isPresent()) {
            Replies.refuse(request, refused.get());
            return;
        }
        router.handle(request);
    }

    private static Map<String, String> query(HttpServerRequest request) {
        Map<String, String> query = new LinkedHashMap<>();
        request.params().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
        return query;
    }

    private static Map<String, List<String>> values(HttpServerRequest request) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String name : request.params().names())
            values.put(name, List.copyOf(request.params().getAll(name)));
        return values;
    }

    /** Asks again who it is: a token may have ended since the request came in. */
    private void admit(HttpServerRequest request, Routes.Entry entry, List<String> names) {
        if (entry.call() instanceof Call.Enter enter) {
            enter(request, enter);
            return;
        }
        Optional<Person> person = guard.person(request);
        if (person.isEmpty())
            Replies.refuse(request, Problem.unauthorized("the token counts no more"));
        else if (!entry.may().allows(person.get().role()))
            Replies.refuse(request, Problem.role(person.get(), entry.may()));
        else
            run(
                    request,
                    entry.call(),
                    new Call.Asked(
                            person.get(),
                            names,
                            query(request),
                            values(request),
                            guard.came(request)));
    }

    /** Nobody knows yet who it is, so it must be short and quick. */
    private void enter(HttpServerRequest request, Call.Enter enter) {
        if (!fits(request, Set.of("application/json"), ENTER_LIMIT, ENTER_TIME)) return;
        Call.Came came = guard.came(request);
        Bodies.read(request, ENTER_LIMIT)
                .onSuccess(
                        body ->
                                Background.answer(
                                        request, () -> enter.work().of(came, body.toString(UTF_8))))
                .onFailure(failure -> Uploads.broken(request, failure));
    }

    private void run(HttpServerRequest request, Call call, Call.Asked asked) {
        switch (call) {
            case Call.Read(var work) -> Background.answer(request, () -> work.of(asked));
            case Call.Watch(var opening) -> watch(request, opening, asked);
            case Call.Enter enter -> enter(request, enter);
            case Call.Send(var types, var work) -> {
                if (fits(request, types, TEXT_LIMIT))
                    Bodies.read(request, TEXT_LIMIT)
                            .onSuccess(
                                    body ->
                                            Background.answer(
                                                    request, () -> work.of(text(asked, body))))
                            .onFailure(failure -> Uploads.broken(request, failure));
            }
            case Call.Upload(var work) -> {
                if (fits(request, Set.of("application/octet-stream"), Uploads.LIMIT))
                    uploads.take(request, asked, work);
            }
        }
    }

    private static Call.Text text(Call.Asked asked, Buffer body) {
        return new Call.Text(asked, body.toString(UTF_8));
    }

    /** Type and announced length, before anything of the body is read. */
    private boolean fits(HttpServerRequest request, Set<String> types, long limit) {
        return fits(request, types, limit, BODY_TIME);
    }

    private boolean fits(HttpServerRequest request, Set<String> types, long limit, Duration time) {
        connections.within(request.connection(), time);
        String type = request.getHeader("Content-Type");
        String length = request.getHeader("Content-Length");
        if (type != null && !types.contains(bare(type))) {
            Replies.refuse(request, Problem.mediaType(type, String.join(" or ", types)));
            return false;
        }
        if (length != null && !announces(length, limit)) {
            Replies.refuse(request, Problem.tooLarge(limit));
            return false;
        }
        return true;
    }

    private static boolean announces(String length, long limit) {
        return length.strip().matches("[0-9]{1,18}") && Long.parseLong(length.strip()) <= limit;
    }

    private static String bare(String type) {
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private void watch(HttpServerRequest request, Call.Opening opening, Call.Asked asked) {
        String who = asked.by().name();
        Optional<Problem> full = streams.admit(who);
        if (full.isPresent()) {
            Replies.refuse(request, full.get());
            return;
        }
        Context loop = Vertx.currentContext();
        OptionalLong after = lastHeard(request);
        EventStream stream =
                new EventStream(
                        loop.owner(),
                        loop,
                        request.response(),
                        after,
                        () -> guard.person(request).isPresent(),
                        () -> streams.gone(who));
        Background.run(
                request,
                loop,
                () -> {
                    boolean begun = false;
                    try {
                        switch (opening.of(asked, after, stream::offer)) {
                            case Call.Opened.Begun(var watching) -> {
                                begun = true;
                                loop.runOnContext(_ -> stream.open(watching));
                                return Optional.empty();
                            }
                            case Call.Opened.Nothing(var problem) -> {
                                return Optional.of(new Answer.Refused(problem));
                            }
                        }
                    } finally {
                        if (!begun) loop.runOnContext(_ -> stream.refuse());
                    }
                });
    }

    /** What the listener heard before it lost us; anything else than a place is none. */
    private static OptionalLong lastHeard(HttpServerRequest request) {
        String id = request.getHeader("Last-Event-ID");
        return id != null && id.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(id))
                : OptionalLong.empty();
    }
}

package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.BrowserSession;
import io.github.canarywave.app.People;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.Sessions;
import io.github.canarywave.domain.campaign.Role;
import io.vertx.core.http.HttpMethod;

import java.util.Optional;
import java.util.Set;

/** The calls by which people log in and out. Safe from any thread; each may wait. */
final class SessionCalls {
    private static final String ONE = "/api/v1/session";
    private static final String ALL = "/api/v1/sessions";
    private static final Set<String> JSON = Set.of("application/json");

    private final People people;
    private final Guard guard;
    private final Cookies cookies;
    private final Rights rights;

    SessionCalls(People people, Guard guard, Cookies cookies, Rights rights) {
        this.people = people;
        this.guard = guard;
        this.cookies = cookies;
        this.rights = rights;
    }

    void addTo(Routes routes) {
        routes.add(HttpMethod.POST, ONE, May.ANYBODY, new Call.Enter(this::login));
        routes.add(HttpMethod.DELETE, ONE, Role.VIEWER, new Call.Read(this::logout));
        Calls.read(routes, ONE, this::session);
        Calls.read(routes, ALL, this::list);
        Calls.send(routes, Role.VIEWER, ALL + "/{}:end", JSON, this::end);
        Calls.send(routes, Role.ADMIN, "/api/v1/people/{}:ticket", JSON, this::ticket);
    }

    private Answer login(Call.Came came, String text) {
        Optional<Person> person = guard.token(Calls.text(Calls.body(text), "token"));
        if (person.isEmpty())
            return new Answer.Refused(guard.failed(came.visitor(), "the token is not valid"));
        Sessions.Opened opened =
                people.sessions().open(person.get(), came.visitor(), came.session());
        return new Answer.WithCookie(
                new Answer.Json(200, told(opened.by(), Optional.of(opened.session()))),
                cookies.giving(opened.secret()));
    }

    private Answer logout(Call.Asked asked) {
        asked.came().session().ifPresent(people.sessions()::end);
        return new Answer.WithCookie(new Answer.Nothing(), cookies.clearing());
    }

    private Answer session(Call.Asked asked) {
        return new Answer.Json(200, told(asked.by(), own(asked)));
    }

    /** The session by which a request came, if it was one of its person. */
    private Optional<BrowserSession> own(Call.Asked asked) {
        return asked.came()
                .session()
                .flatMap(people.sessions()::find)
                .filter(session -> session.token().equals(asked.by().token()));
    }

    private ObjectNode told(Person person, Optional<BrowserSession> session) {
        ObjectNode json = Json.object().put("name", person.name());
        json.put("role", person.role().word());
        ArrayNode words = json.putArray("rights");
        rights.of(person.role()).forEach(words::add);
        session.ifPresent(one -> json.put("until", one.until().toString()));
        return json;
    }

    private Answer list(Call.Asked asked) {
        Optional<String> own = own(asked).map(BrowserSession::digest);
        return new Answer.Json(
                200,
                Json.list(
                        "sessions",
                        people.sessions().list(asked.by()),
                        one -> {
                            ObjectNode json = json(one);
                            if (own.filter(one.session().digest()::equals).isPresent())
                                json.put("current", true);
                            return json;
                        }));
    }

    private static ObjectNode json(Sessions.Listed one) {
        BrowserSession session = one.session();
        return Json.object()
                .put("id", session.id())
                .put("name", one.person())
                .put("openedAt", session.opened().toString())
                .put("until", session.until().toString())
                .put("from", session.visitor().address())
                .put("browser", session.visitor().browser());
    }

    private Answer end(Call.Text sent) {
        return Answer.of(
                200,
                people.sessions().end(sent.asked().name(0), sent.asked().by()),
                SessionCalls::json);
    }

    private Answer ticket(Call.Text sent) {
        return Answer.of(
                201,
                people.sessions().ticket(sent.asked().name(0), sent.who()),
                made ->
                        Json.object()
                                .put(
                                        "link",
                                        sent.asked().came().server() + "/login/" + made.secret())
                                .put("until", made.until().toString()));
    }
}

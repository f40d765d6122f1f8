package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.campaign.Role;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Opens and ends sessions. All that are open are kept in memory, where each request looks, and in
 * the store, from where a restart takes them. Safe from any thread.
 */
public final class SessionDesk implements Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDesk.class);

    /** Whose a token is, while it counts. */
    public interface Holders {
        Optional<Person> byHash(String hash);

        /** The person of this name whose token counts. */
        Optional<Person> named(String name);
    }

    private final Store store;
    private final Tokens tokens;
    private final Supplier<Instant> wallClock;
    private final Holders holders;
    private final LoginTickets tickets;
    private final Map<String, BrowserSession> open = new ConcurrentHashMap<>();

    public SessionDesk(Store store, Tokens tokens, Supplier<Instant> wallClock, Holders holders) {
        this.store = store;
        this.tokens = tokens;
        this.wallClock = wallClock;
        this.holders = holders;
        this.tickets = new LoginTickets(tokens, wallClock);
        for (BrowserSession session : store.<List<BrowserSession>>read(r -> r.people().sessions()))
            open.put(session.digest(), session);
    }

    @Override
    public Optional<BrowserSession> find(String digest) {
        return Optional.ofNullable(open.get(digest))
                .filter(session -> session.openAt(wallClock.get()))
                .filter(session -> holders.byHash(session.token()).isPresent());
    }

    @Override
    public Opened open(Person by, Visitor visitor, Optional<String> before) {
        return open(by, visitor, before, "by its token");
    }

    @Override
    public Optional<Opened> enter(String ticket, Visitor visitor, Optional<String> before) {
        return tickets.use(ticket)
                .flatMap(
                        used ->
                                holders.byHash(used.token())
                                        .map(by -> open(by, visitor, before, used.why())));
    }

    private synchronized Opened open(
            Person by, Visitor visitor, Optional<String> before, String how) {
        String secret = tokens.newToken();
        Instant now = wallClock.get();
        BrowserSession session =
                new BrowserSession(tokens.hash(secret), by.token(), now, now.plus(LIFE), visitor);
        List<BrowserSession> over = new ArrayList<>(ended(now));
        before.map(open::get).ifPresent(over::add);
        over.addAll(tooMany(by, over));
        // Whoever logs in again, or too often, must be out before being in.
        over.forEach(one -> open.remove(one.digest()));
        keep(session, over, by, how);
        open.put(session.digest(), session);
        return new Opened(session, by, secret);
    }

    /** Those that time or a token has ended. */
    private List<BrowserSession> ended(Instant now) {
        return open.values().stream()
                .filter(one -> !one.openAt(now) || holders.byHash(one.token()).isEmpty())
                .toList();
    }

    private List<BrowserSession> tooMany(Person by, List<BrowserSession> over) {
        return open.values().stream()
                .filter(one -> one.token().equals(by.token()) && !over.contains(one))
                .sorted(Comparator.comparing(BrowserSession::opened).reversed())
                .skip(OF_ONE_PERSON - 1L)
                .toList();
    }

    private void keep(BrowserSession session, List<BrowserSession> over, Person by, String how) {
        try {
            store.write(
                    tx -> {
                        over.forEach(one -> tx.people().close(one.digest()));
                        tx.people().open(session);
                        audit(tx, by.name(), "session-opened", session, from(session, how));
                        return session;
                    });
        } catch (StoreUnavailable e) {
            LOG.warn(
                    "session opened in memory alone, a restart ends it person={} session={} why=\"{}\"",
                    by.name(),
                    session.id(),
                    e.getMessage());
        }
    }

    private static String from(BrowserSession session, String how) {
        return how + ", from " + session.visitor().address();
    }

    private void audit(Store.Tx tx, String who, String what, BrowserSession session, String why) {
        tx.people().audit(AuditLine.of(wallClock.get(), who, what, "session/" + session.id(), why));
    }

    @Override
    public Outcome<Ticket> ticket(String name, String who) {
        Optional<Person> person = holders.named(name);
        if (person.isEmpty())
            return new NotFound<>(
                    "there is no token of "
                            + name
                            + " that counts. Issue one first: canarywave token issue "
                            + name
                            + " --role ROLE");
        store.write(
                tx -> {
                    String object = "token/" + name;
                    tx.people().audit(AuditLine.of(wallClock.get(), who, "link-made", object, ""));
                    return tx;
                });
        return new Done<>(tickets.issue(person.get().token(), "by a link that " + who + " made"));
    }

    @Override
    public Ticket ticket(String token) {
        return tickets.issue(token, "by the link of the server's start");
    }

    @Override
    public boolean end(String digest) {
        BrowserSession session = open.get(digest);
        if (session == null) return false;
        String who = holders.byHash(session.token()).map(Person::name).orElse(Person.SERVER);
        close(session, who, "logged out");
        return true;
    }

    @Override
    public Outcome<Listed> end(String id, Person by) {
        Optional<Listed> found =
                list(by).stream().filter(one -> one.session().id().equals(id)).findFirst();
        if (found.isEmpty()) return new NotFound<>("there is no open session " + id);
        close(found.get().session(), by.name(), "of " + found.get().person());
        return new Done<>(found.get());
    }

    /** Ends at once; what cannot be stored is told, for it would be open after a restart. */
    private void close(BrowserSession session, String who, String why) {
        open.remove(session.digest());
        store.writeStop(
                tx -> {
                    if (tx.people().close(session.digest()))
                        audit(tx, who, "session-ended", session, why);
                    return session;
                });
    }

    @Override
    public List<Listed> list(Person by) {
        Instant now = wallClock.get();
        return open.values().stream()
                .filter(session -> session.openAt(now))
                .flatMap(
                        session ->
                                holders.byHash(session.token()).stream()
                                        .map(of -> new Listed(session, of.name())))
                .filter(one -> by.role() == Role.ADMIN || one.person().equals(by.name()))
                .sorted(
                        Comparator.comparing((Listed one) -> one.session().opened())
                                .reversed()
                                .thenComparing(one -> one.session().id()))
                .toList();
    }
}

package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.campaign.Role;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives tokens to persons and takes them back. Those that count are kept in memory, and changed
 * there before a call about them returns: a revoked one ends at once. Safe from any thread.
 */
public final class PeopleDesk implements People, SessionDesk.Holders {
    /** The name of the first person: who can read the data folder. */
    public static final String FIRST = "admin";

    private final Store store;
    private final Tokens tokens;
    private final Supplier<Instant> wallClock;
    private final SessionDesk sessions;
    private volatile List<Person> counting = List.of();

    public PeopleDesk(Store store, Tokens tokens, Supplier<Instant> wallClock) {
        this.store = store;
        this.tokens = tokens;
        this.wallClock = wallClock;
        this.sessions = new SessionDesk(store, tokens, wallClock, this);
        remember();
    }

    /**
     * Makes the token of the data folder that of the first person. One that was known before stays
     * what it is, revoked for instance; a new one takes the place of the one before it.
     *
     * @return whether it counts
     */
    public boolean first(String hash) {
        Optional<IssuedToken> known =
                tokens().stream().filter(t -> t.hash().equals(hash)).findAny();
        if (known.isPresent()) return known.get().counts();
        changed(
                tx -> {
                    tx.people().revoke(FIRST, wallClock.get());
                    tx.people().closeAll(FIRST);
                    issue(tx, new Person(FIRST, Role.ADMIN, hash), Person.SERVER);
                    return tx;
                });
        return true;
    }

    @Override
    public Optional<Person> byHash(String hash) {
        byte[] offered = hash.getBytes(StandardCharsets.US_ASCII);
        Optional<Person> found = Optional.empty();
        // All of them are compared: the time tells nothing about which one was nearly right.
        for (Person person : counting)
            if (MessageDigest.isEqual(offered, person.token().getBytes(StandardCharsets.US_ASCII)))
                found = Optional.of(person);
        return found;
    }

    @Override
    public Outcome<NewToken> issue(String name, Role role, String who) {
        String token = tokens.newToken();
        Person person = new Person(Person.name(name), role, tokens.hash(token));
        return this.<Outcome<NewToken>>changed(
                tx ->
                        counting(tx.people(), name)
                                .<Outcome<NewToken>>map(PeopleDesk::taken)
                                .orElseGet(
                                        () ->
                                                new Done<>(
                                                        new NewToken(
                                                                issue(tx, person, who), token))));
    }

    private static <T> Outcome<T> taken(IssuedToken known) {
        return new Conflict<>(
                known.person()
                        + " has a token with the role "
                        + known.role().word()
                        + ", which is told only once. For another one: canarywave token revoke "
                        + known.person());
    }

    private IssuedToken issue(Store.Tx tx, Person person, String who) {
        Instant now = wallClock.get();
        IssuedToken issued =
                new IssuedToken(
                        person.token(), person.name(), person.role(), now, who, Optional.empty());
        tx.people().issue(issued);
        String why = "role " + person.role().word();
        tx.people().audit(AuditLine.of(now, who, "token-issued", "token/" + person.name(), why));
        return issued;
    }

    @Override
    public Outcome<IssuedToken> revoke(String name, String who, String why) {
        return changed(tx -> revoke(tx, name, who, why));
    }

    private Outcome<IssuedToken> revoke(Store.Tx tx, String name, String who, String why) {
        if (lastAdmin(tx.people(), name))
            return new Conflict<>(
                    name
                            + " is the last admin: nobody could issue a token any more. Issue one"
                            + " with --role admin first");
        tx.people().closeAll(name);
        if (tx.people().revoke(name, wallClock.get()))
            tx.people()
                    .audit(
                            AuditLine.of(
                                    wallClock.get(), who, "token-revoked", "token/" + name, why));
        return tx.people().tokens().reversed().stream()
                .filter(token -> token.person().equals(name))
                .findFirst()
                .<Outcome<IssuedToken>>map(Done::new)
                .orElseGet(() -> new NotFound<>("there is no token of " + name));
    }

    private static boolean lastAdmin(PeopleStore.Reads people, String name) {
        List<String> admins =
                people.tokens().stream()
                        .filter(token -> token.counts() && token.role() == Role.ADMIN)
                        .map(IssuedToken::person)
                        .toList();
        return admins.equals(List.of(name));
    }

    private static Optional<IssuedToken> counting(PeopleStore.Reads people, String name) {
        return people.tokens().stream()
                .filter(token -> token.counts() && token.person().equals(name))
                .findFirst();
    }

    private <T> T changed(Function<Store.Tx, T> work) {
        T result = store.write(work);
        remember();
        return result;
    }

    /** One after the other: an older list must not come behind a newer one. */
    private synchronized void remember() {
        counting =
                tokens().stream()
                        .filter(IssuedToken::counts)
                        .map(token -> new Person(token.person(), token.role(), token.hash()))
                        .toList();
    }

    @Override
    public List<IssuedToken> tokens() {
        return store.read(reads -> reads.people().tokens());
    }

    @Override
    public List<AuditLine> audit(AuditFilter filter, long before, int limit) {
        return store.read(reads -> reads.people().audit(filter, before, limit));
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public Optional<Person> named(String name) {
        return counting.stream().filter(person -> person.name().equals(name)).findFirst();
    }
}

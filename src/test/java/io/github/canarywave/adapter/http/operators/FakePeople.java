package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.adapter.crypto.SecretTokens;
import io.github.canarywave.app.AuditFilter;
import io.github.canarywave.app.AuditLine;
import io.github.canarywave.app.IssuedToken;
import io.github.canarywave.app.MemoryStore;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.People;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.SessionDesk;
import io.github.canarywave.app.Sessions;
import io.github.canarywave.app.Tokens;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Persons of a test: each has the token that the test gives them. Safe from any thread. */
public final class FakePeople implements People, SessionDesk.Holders {
    public final List<String> asked = new CopyOnWriteArrayList<>();
    private static final Instant START = Instant.parse("2026-11-20T05:50:26Z");
    private final Map<String, Person> persons = new ConcurrentHashMap<>();
    public volatile InstantSource clock = InstantSource.system();
    public final MemoryStore store = new MemoryStore();
    private final SessionDesk sessions =
            new SessionDesk(store, new Secrets(), () -> clock.instant(), this);

    /** As the real ones. */
    private static final class Secrets implements Tokens {
        @Override
        public String newToken() {
            return SecretTokens.make();
        }

        @Override
        public String hash(String token) {
            return Sha256.of(token.getBytes(StandardCharsets.UTF_8)).hex();
        }
    }

    /** Lets somebody in from now on. */
    public void let(String name, Role role, String token) {
        String hash = Sha256.of(token.getBytes(StandardCharsets.UTF_8)).hex();
        persons.put(hash, new Person(name, role, hash));
    }

    /** Lets nobody of this name in any more. */
    public void forget(String name) {
        persons.values().removeIf(person -> person.name().equals(name));
    }

    @Override
    public Optional<Person> byHash(String hash) {
        return Optional.ofNullable(persons.get(hash));
    }

    @Override
    public Outcome<NewToken> issue(String name, Role role, String who) {
        asked.add("issue " + name + " " + role.word() + " by " + who);
        return new Outcome.Done<>(new NewToken(issued(name, role), "secret-of-" + name));
    }

    private static IssuedToken issued(String name, Role role) {
        return new IssuedToken("00", name, role, START, "admin", Optional.empty());
    }

    @Override
    public Outcome<IssuedToken> revoke(String name, String who, String why) {
        asked.add("revoke " + name + " by " + who + ": " + why);
        return name.equals("bob")
                ? new Outcome.Done<>(
                        new IssuedToken(
                                "00",
                                name,
                                Role.VIEWER,
                                START,
                                "admin",
                                Optional.of(START.plusSeconds(60))))
                : new Outcome.NotFound<>("there is no token of " + name);
    }

    @Override
    public List<IssuedToken> tokens() {
        return List.of(issued("admin", Role.ADMIN), issued("bob", Role.VIEWER));
    }

    @Override
    public Optional<Person> named(String name) {
        return persons.values().stream().filter(p -> p.name().equals(name)).findFirst();
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public List<AuditLine> audit(AuditFilter filter, long before, int limit) {
        asked.add(
                "audit before "
                        + before
                        + " limit "
                        + limit
                        + Stream.of(filter.who(), filter.what(), filter.subject())
                                .map(part -> " " + part.orElse("-"))
                                .collect(Collectors.joining()));
        return List.of(
                new AuditLine(
                        7, START, "admin", "halted", "campaign/thermostat-1.1.0", "smoke seen"));
    }
}

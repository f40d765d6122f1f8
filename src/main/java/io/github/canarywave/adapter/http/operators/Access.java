package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Person;
import io.github.canarywave.domain.image.Sha256;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who may come in: persons by their bearer tokens, tickets that work once, and the sessions they
 * open. Keeps hashes only. Safe from any thread.
 */
final class Access {
    /** The name of the session cookie. */
    static final String COOKIE = "canarywave-session";

    /** Long enough to copy a link to another machine. */
    static final Duration TICKET_LIFE = Duration.ofMinutes(15);

    /** A working day with its overtime. */
    static final Duration SESSION_LIFE = Duration.ofHours(12);

    /** Failed logins from one address within {@link #THROTTLE}. */
    static final int FAILURES = 20;

    static final Duration THROTTLE = Duration.ofMinutes(1);

    /** Tickets, sessions and addresses remembered at once; the oldest goes first. */
    private static final int KEPT = 1000;

    /** 256 bit: not to be guessed. */
    private static final int SECRET_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Function<String, Optional<Person>> persons;
    private final InstantSource clock;
    private final Map<Sha256, Pass> tickets = new Kept<>();
    private final Map<Sha256, Pass> sessions = new Kept<>();
    private final Map<String, Failures> failures = new Kept<>();

    /**
     * @param persons whose token has this SHA-256 in hexadecimal, while it counts
     */
    Access(Function<String, Optional<Person>> persons, InstantSource clock) {
        this.persons = persons;
        this.clock = clock;
    }

    /** What a secret stands for: somebody's token, until then. */
    private record Pass(String token, Instant until) {}

    private record Failures(int count, Instant since) {}

    private static final class Kept<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > KEPT;
        }
    }

    /** Whose token this is. Takes the same time for every wrong one. */
    Optional<Person> token(String offered) {
        return persons.apply(digest(offered).hex());
    }

    /**
     * A secret that opens one session of the person with this token, within {@link #TICKET_LIFE}.
     */
    synchronized String newTicket(Sha256 token) {
        return issue(tickets, TICKET_LIFE, token.hex());
    }

    /** Uses a ticket up; the secret of the new session, empty when the ticket is not valid. */
    synchronized Optional<String> login(String ticket) {
        Optional<Pass> pass = valid(tickets.remove(digest(ticket)));
        return pass.flatMap(p -> persons.apply(p.token()))
                .map(person -> issue(sessions, SESSION_LIFE, person.token()));
    }

    /** Whose session this secret opens. It ends with the person's token. */
    synchronized Optional<Person> session(String secret) {
        return valid(sessions.get(digest(secret))).flatMap(pass -> persons.apply(pass.token()));
    }

    private Optional<Pass> valid(@Nullable Pass pass) {
        return Optional.ofNullable(pass).filter(p -> clock.instant().isBefore(p.until()));
    }

    /** Counts a failed login; whether there were too many. Never locks out a valid secret. */
    synchronized boolean tooManyFailures(String address) {
        Instant now = clock.instant();
        Failures before = failures.get(address);
        Failures after =
                before == null || !now.isBefore(before.since().plus(THROTTLE))
                        ? new Failures(1, now)
                        : new Failures(before.count() + 1, before.since());
        failures.put(address, after);
        return after.count() > FAILURES;
    }

    private String issue(Map<Sha256, Pass> kept, Duration life, String token) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        kept.put(digest(secret), new Pass(token, clock.instant().plus(life)));
        return secret;
    }

    private static Sha256 digest(String secret) {
        return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
    }
}

package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may come in: one bearer token, tickets that work once, and the sessions they open. Keeps
 * hashes only. Safe from any thread.
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
    private final Sha256 token;
    private final InstantSource clock;
    private final Map<Sha256, Instant> tickets = new Kept<>();
    private final Map<Sha256, Instant> sessions = new Kept<>();
    private final Map<String, Failures> failures = new Kept<>();

    /**
     * @param token digest of the bearer token's characters
     */
    Access(Sha256 token, InstantSource clock) {
        this.token = token;
        this.clock = clock;
    }

    private record Failures(int count, Instant since) {}

    private static final class Kept<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > KEPT;
        }
    }

    /** Whether this is the token. Takes the same time for every wrong one. */
    boolean token(String offered) {
        return MessageDigest.isEqual(digest(offered).bytes(), token.bytes());
    }

    /** A secret that opens one session within {@link #TICKET_LIFE}. */
    synchronized String newTicket() {
        return issue(tickets, TICKET_LIFE);
    }

    /** Uses a ticket up; the secret of the new session, empty when the ticket is not valid. */
    synchronized Optional<String> login(String ticket) {
        Instant until = tickets.remove(digest(ticket));
        return until != null && clock.instant().isBefore(until)
                ? Optional.of(issue(sessions, SESSION_LIFE))
                : Optional.empty();
    }

    /** Whether this secret belongs to a session that is still open. */
    synchronized boolean session(String secret) {
        Instant until = sessions.get(digest(secret));
        return until != null && clock.instant().isBefore(until);
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

    private String issue(Map<Sha256, Instant> kept, Duration life) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        kept.put(digest(secret), clock.instant().plus(life));
        return secret;
    }

    private static Sha256 digest(String secret) {
        return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
    }
}

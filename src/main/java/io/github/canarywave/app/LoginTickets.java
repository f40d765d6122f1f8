package io.github.canarywave.app;

import io.github.canarywave.app.Sessions.Ticket;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The secrets of login links that nobody has used yet. In memory alone: they live for minutes, and
 * one that a restart forgets lets nobody in. Safe from any thread.
 */
final class LoginTickets {
    /** Remembered at once; the oldest goes first. */
    private static final int KEPT = 1000;

    private final Tokens tokens;
    private final Supplier<Instant> wallClock;
    private final Map<String, Kept> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                    return size() > KEPT;
                }
            };

    LoginTickets(Tokens tokens, Supplier<Instant> wallClock) {
        this.tokens = tokens;
        this.wallClock = wallClock;
    }

    /**
     * What a ticket is for.
     *
     * @param token SHA-256 of the token whose person it lets in
     * @param why where it came from, for the audit
     */
    record Kept(String token, String why, Instant until) {}

    synchronized Ticket issue(String token, String why) {
        String secret = tokens.newToken();
        Instant until = wallClock.get().plus(Sessions.LINK_LIFE);
        kept.put(tokens.hash(secret), new Kept(token, why, until));
        return new Ticket(secret, until);
    }

    /** What the ticket is for, the first time and while it is valid. */
    synchronized Optional<Kept> use(String secret) {
        return Optional.ofNullable(kept.remove(tokens.hash(secret)))
                .filter(one -> wallClock.get().isBefore(one.until()));
    }
}

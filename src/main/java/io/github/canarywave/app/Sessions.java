package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Browsers that are logged in, and the links that log one in. Safe from any thread. */
public interface Sessions {
    /** A working day with its overtime. */
    Duration LIFE = Duration.ofHours(12);

    /** Long enough to copy a link to another machine. */
    Duration LINK_LIFE = Duration.ofMinutes(15);

    /** Open sessions of one person; one more ends the oldest. */
    int OF_ONE_PERSON = 20;

    /**
     * The open session with this secret, whose token counts. Answers from memory, never waits.
     *
     * @param digest SHA-256 of the secret in hexadecimal
     */
    Optional<BrowserSession> find(String digest);

    /**
     * Opens a session of this person. When the disk has no room it is kept in memory alone, so that
     * whoever wants to halt gets in.
     *
     * @param before digest of the session that the browser had, which ends
     */
    Opened open(Person by, Visitor visitor, Optional<String> before);

    /**
     * Uses a login link up and opens a session of its person; empty when the link is not valid.
     *
     * @param ticket the secret in the link
     */
    Optional<Opened> enter(String ticket, Visitor visitor, Optional<String> before);

    /**
     * A session with the secret that its cookie holds, told only here.
     *
     * @param by whose it is
     */
    record Opened(BrowserSession session, Person by, String secret) {}

    /** Makes a login link for somebody who has a token. */
    Outcome<Ticket> ticket(String name, String who);

    /**
     * Makes a login link for the person with this token, by the server itself.
     *
     * @param token SHA-256 of the token in hexadecimal
     */
    Ticket ticket(String token);

    /**
     * The secret of a login link. It works once, and is kept in memory alone: a restart ends it.
     *
     * @param until by the wall clock
     */
    record Ticket(String secret, Instant until) {}

    /** Ends the session with this digest; whether there was one. */
    boolean end(String digest);

    /** Ends a session for somebody: an own one, or anybody's by an admin. */
    Outcome<Listed> end(String id, Person by);

    /** Own sessions, all of them for an admin; the one opened last first. */
    List<Listed> list(Person by);

    /** A session as people see it. */
    record Listed(BrowserSession session, String person) {}
}

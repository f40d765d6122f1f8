package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.Role;

import java.util.List;
import java.util.Optional;

/** Who may ask for something, and what persons changed. Safe from any thread. */
public interface People {
    /**
     * Whose token this is, while it counts. Answers from memory, never waits, and takes the same
     * time for every wrong one.
     *
     * @param hash SHA-256 of the token in hexadecimal
     */
    Optional<Person> byHash(String hash);

    /** Makes a token for somebody, which is told only here. */
    Outcome<NewToken> issue(String name, Role role, String who);

    record NewToken(IssuedToken issued, String token) {}

    /** Ends a person's token at once; a second time changes nothing. */
    Outcome<IssuedToken> revoke(String name, String who, String why);

    /** Every token there was, the one issued first first. */
    List<IssuedToken> tokens();

    /**
     * What was changed, newest first.
     *
     * @param before lines with a lower number than this
     */
    List<AuditLine> audit(AuditFilter filter, long before, int limit);

    /** Who is logged in with a browser. */
    Sessions sessions();
}

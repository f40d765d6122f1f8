package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Role;

import java.time.Instant;
import java.util.Optional;

/**
 * A token of a person as it is kept.
 *
 * @param hash SHA-256 of its characters in hexadecimal
 * @param by who issued it
 * @param revoked since when it counts no more
 */
public record IssuedToken(
        String hash,
        String person,
        Role role,
        Instant issued,
        String by,
        Optional<Instant> revoked) {
    public boolean counts() {
        return revoked.isEmpty();
    }
}

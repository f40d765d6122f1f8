package io.github.canarywave.domain.rollout;

import java.time.Instant;
import java.util.Locale;

/**
 * A key that signs releases, as a server knows it.
 *
 * @param id how releases name it
 * @param fingerprint how devices list it among their anchors
 * @param pem its public half
 * @param given whether the server was started with it
 * @param changed when its state was set
 * @param why who set it, and why; empty for a key nobody spoke of
 */
public record TrustKey(
        String id,
        String fingerprint,
        String pem,
        Standing state,
        boolean given,
        Instant changed,
        String why) {
    /** What a key is good for. */
    public enum Standing {
        /** It signs new releases. */
        ACTIVE,
        /** What it has signed goes on; nothing new is taken. */
        RETIRING,
        /** Nothing goes out that it alone has signed; for good. */
        REVOKED;

        /** The word for it, everywhere. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The standing with this word. */
        public static Standing of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** The same, known to be given or not. */
    public TrustKey given(boolean now) {
        return new TrustKey(id, fingerprint, pem, state, now, changed, why);
    }

    /** The same in another state. */
    public TrustKey in(Standing next, Instant at, String reason) {
        return new TrustKey(id, fingerprint, pem, next, given, at, reason);
    }

    /** Whether new releases may be signed with it. */
    public boolean signsNew() {
        return given && state == Standing.ACTIVE;
    }

    /** Why it signs nothing new, in words; for a key that does not. */
    public String objection() {
        return switch (state) {
            case REVOKED -> "key " + id + " is revoked (" + why + ")";
            case RETIRING -> "key " + id + " is retiring and signs nothing new (" + why + ")";
            case ACTIVE -> "key " + id + " was not given to the server at its last start";
        };
    }
}

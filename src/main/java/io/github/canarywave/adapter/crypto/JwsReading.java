package io.github.canarywave.adapter.crypto;

/** What came of verifying a detached JWS. */
public sealed interface JwsReading {
    /**
     * The signature holds.
     *
     * @param kid id of the key that made it
     */
    record Verified(String kid) implements JwsReading {}

    /**
     * The signature does not hold.
     *
     * @param why in words for people, strangers' text cut and escaped
     */
    record Rejected(String why) implements JwsReading {}
}

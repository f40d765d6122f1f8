package io.github.canarywave.app;

import java.time.Instant;
import java.util.List;

/** The part of the store that is about persons and what they did. */
public interface PeopleStore {
    /** What can be asked of it. */
    interface Reads {
        /** Every token there was, the one issued first first. */
        List<IssuedToken> tokens();

        /**
         * What was changed, newest first.
         *
         * @param before lines with a lower number than this
         */
        List<AuditLine> audit(long before, int limit);
    }

    /** What can be changed in it. */
    interface Tx extends Reads {
        /** Adds a token; the person must have none that counts. */
        void issue(IssuedToken token);

        /** Makes the token of a person count no more; whether there was one that did. */
        boolean revoke(String person, Instant at);

        void audit(AuditLine line);
    }
}

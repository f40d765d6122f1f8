package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Approvals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
        default List<AuditLine> audit(long before, int limit) {
            return audit(AuditFilter.ALL, before, limit);
        }

        /** Those of them that fit the filter. */
        List<AuditLine> audit(AuditFilter filter, long before, int limit);

        /** Every session of a browser that nobody has closed, the one opened first first. */
        List<BrowserSession> sessions();

        /** What persons agreed to in a rollout, by tokens that count. */
        Approvals approvals(CampaignName rollout);

        /** Every revision of a campaign, the first first. */
        List<CampaignRevision> revisions(CampaignName campaign);
    }

    /** What can be changed in it. */
    interface Tx extends Reads {
        /** Adds a token; the person must have none that counts. */
        void issue(IssuedToken token);

        /** Makes the token of a person count no more; whether there was one that did. */
        boolean revoke(String person, Instant at);

        void audit(AuditLine line);

        /** Adds a session; its token must be known. */
        void open(BrowserSession session);

        /** Forgets a session; whether it was there. */
        boolean close(String digest);

        /** Forgets every session of a person. */
        void closeAll(String person);

        /** Makes this text the next revision of a campaign, the first one for a new campaign. */
        void revise(CampaignName campaign, String text, String author, Instant at);

        /**
         * Stores that a person agreed, if the person may: the token counts, it has the role, and
         * neither the campaign nor its present revision is the person's own. A second time changes
         * nothing.
         *
         * @return why it does not count; nothing is stored then
         */
        Optional<String> approve(ApprovalWish wish);
    }
}

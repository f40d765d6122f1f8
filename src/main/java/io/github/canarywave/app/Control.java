package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;

/**
 * What a wish of a person works with: one open transaction of the turn.
 *
 * @param book where changes to devices and rollouts go
 */
record Control(Store.Tx tx, Book book, Now now, Effects effects, CommandForge forge) {
    /** Notes what a person did to a campaign. */
    void audit(String who, String what, CampaignName campaign, String why) {
        String object = "campaign/" + campaign;
        tx.people().audit(AuditLine.of(now.wall(), who, what, object, why));
    }

    Withdrawal withdrawal() {
        return new Withdrawal(tx, now, effects, forge, book);
    }
}

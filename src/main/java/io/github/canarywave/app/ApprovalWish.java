package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.CampaignName;

import java.time.Instant;

/**
 * That a person agrees to something.
 *
 * @param wave name of the wave it is about
 * @param subject what of it, as {@link io.github.canarywave.domain.rollout.Approvals#OPENING}
 * @param rule who may
 */
public record ApprovalWish(
        CampaignName rollout,
        String wave,
        String subject,
        Approval rule,
        Person by,
        Instant at,
        String why) {}

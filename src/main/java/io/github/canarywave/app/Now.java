package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Answers;
import io.github.canarywave.domain.rollout.HearingTime;

import java.time.Instant;
import java.util.Map;

/**
 * The instant of a turn, and what is known at it that no store keeps.
 *
 * @param time hearing time, which the rules go by, with the wall clock, which dates commands and
 *     facts
 * @param heard what systems outside said last, by rollout
 */
public record Now(HearingTime time, Map<CampaignName, Answers> heard) {
    /** An instant at which nobody outside has said anything. */
    public Now(HearingTime time) {
        this(time, Map.of());
    }

    /** What systems outside said last to the gates of a rollout. */
    Answers answers(CampaignName rollout) {
        return heard.getOrDefault(rollout, Answers.NONE);
    }

    public Instant hearing() {
        return time.now();
    }

    public Instant wall() {
        return time.wall();
    }
}

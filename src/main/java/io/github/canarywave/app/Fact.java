package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;
import java.util.Optional;

/**
 * The stored line of something that happened; never changed.
 *
 * @param at wall clock
 * @param rollout absent where a device fact belongs to no rollout
 * @param device absent where the fact is about the whole rollout
 * @param attempt number of the attempt, 0 for none
 * @param what the word of a state, or a short word in kebab-case for anything else
 * @param why one sentence with its numbers, may be empty
 */
public record Fact(
        Instant at,
        Optional<CampaignName> rollout,
        Optional<DeviceId> device,
        int attempt,
        String what,
        String why) {
    /** A fact about a whole rollout. */
    public static Fact of(Instant at, CampaignName rollout, String what, String why) {
        return new Fact(at, Optional.of(rollout), Optional.empty(), 0, what, why);
    }
}

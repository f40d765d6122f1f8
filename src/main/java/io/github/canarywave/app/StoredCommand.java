package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;

/**
 * A command or its withdrawal as it goes over the wire, stored before it is published.
 *
 * @param withdraws whether it takes the command back
 * @param payload every character of it (UTF-8); a repeat is the same bytes
 * @param expires wall clock
 */
public record StoredCommand(
        CommandId id,
        CampaignName rollout,
        DeviceId device,
        int attempt,
        boolean withdraws,
        String payload,
        Instant expires) {}

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
 * @param closes until when it may be handed over, wall clock: the end of the window in which it was
 *     made; {@link Instant#MAX} for any time
 */
public record StoredCommand(
        CommandId id,
        CampaignName rollout,
        DeviceId device,
        int attempt,
        boolean withdraws,
        String payload,
        Instant expires,
        Instant closes) {
    /** One that may be handed over at any time. */
    public StoredCommand(
            CommandId id,
            CampaignName rollout,
            DeviceId device,
            int attempt,
            boolean withdraws,
            String payload,
            Instant expires) {
        this(id, rollout, device, attempt, withdraws, payload, expires, Instant.MAX);
    }

    /** The same command for a device that has begun. */
    StoredCommand atAnyTime() {
        return new StoredCommand(id, rollout, device, attempt, withdraws, payload, expires);
    }
}

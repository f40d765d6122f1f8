package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A device as a line of a list.
 *
 * @param version what it says it runs
 * @param lastHeard last message from it, hearing time
 * @param held who keeps every campaign from commanding it, and why
 * @param tried where it is in the campaign that was asked for, otherwise in the last that has it
 *     and fits what was asked for
 */
public record DeviceRow(
        DeviceId id,
        Model model,
        Optional<Version> version,
        boolean online,
        Optional<Instant> lastHeard,
        Optional<String> held,
        Map<String, String> labels,
        Optional<Tried> tried) {
    public DeviceRow {
        labels = Map.copyOf(labels);
    }

    /**
     * The attempt that counts.
     *
     * @param wave index of its wave
     * @param code with which it or the one before it ended
     * @param since when it came into this state, by the wall clock, where that was noted
     */
    public record Tried(
            CampaignName campaign,
            int wave,
            String state,
            Optional<String> code,
            int number,
            Optional<Instant> since) {}

    /** The same row with what a page shows beside it. */
    public DeviceRow with(Map<String, String> newLabels, Optional<Tried> newTried) {
        return new DeviceRow(id, model, version, online, lastHeard, held, newLabels, newTried);
    }
}

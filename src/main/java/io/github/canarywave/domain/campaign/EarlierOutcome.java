package io.github.canarywave.domain.campaign;

import java.util.Set;

/**
 * How an earlier campaign went on a device.
 *
 * @param states words of the states of the attempt that counts; one of them
 */
public record EarlierOutcome(CampaignName campaign, Set<String> states) {
    public EarlierOutcome {
        states = Set.copyOf(states);
        if (states.isEmpty()) throw new IllegalArgumentException("an outcome has a state");
    }
}

package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.CampaignName;

/** What became of going back from the release of a rollout. */
public sealed interface Rollback {
    Rollback NONE = new None();

    /** Nothing yet. */
    record None() implements Rollback {}

    /** A campaign of its own brings its devices back, or did. */
    record Begun(CampaignName by) implements Rollback {}

    /** It was to happen by itself and cannot be. */
    record Refused(String why) implements Rollback {}
}

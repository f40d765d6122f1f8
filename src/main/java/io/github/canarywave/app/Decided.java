package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;

import java.time.Instant;

/**
 * The stored line of a decision for a whole rollout, holds included; never changed. Why a device
 * was commanded stands in its facts.
 *
 * @param at wall clock
 * @param what the word of the decision: OpenWave, Settle, Halt, Pause, Complete or Hold
 * @param why one sentence
 * @param grounds the numbers it rested on
 */
public record Decided(Instant at, CampaignName rollout, String what, String why, String grounds) {}

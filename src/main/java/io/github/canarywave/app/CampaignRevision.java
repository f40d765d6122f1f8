package io.github.canarywave.app;

import java.time.Instant;

/**
 * A campaign file as it was applied.
 *
 * @param number from 1; the highest is in force
 */
public record CampaignRevision(int number, String text, String author, Instant at) {}

package io.github.canarywave.domain.campaign;

import java.util.regex.Pattern;

/**
 * The name of a campaign and of the rollout it runs as.
 *
 * @param value 1 to 63 characters: lower-case letters, digits, dots and hyphens, letter or digit at
 *     both ends
 */
public record CampaignName(String value) implements Comparable<CampaignName> {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

    public CampaignName {
        if (!SHAPE.matcher(value).matches())
            throw new IllegalArgumentException(
                    "campaign name must match " + SHAPE + ", got \"" + value + "\"");
    }

    @Override
    public int compareTo(CampaignName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.github.canarywave.domain.campaign;

/**
 * The name of a campaign and of the rollout it runs as.
 *
 * @param value 1 to 63 characters: lower-case letters, digits, dots and hyphens, letter or digit at
 *     both ends
 */
public record CampaignName(String value) implements Comparable<CampaignName> {
    private static final String SHAPE = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?";
    private static final int MAX_CHARACTERS = 63;

    public CampaignName {
        if (!fits(value))
            throw new IllegalArgumentException(
                    "campaign name must match " + SHAPE + ", got \"" + value + "\"");
    }

    /** Without a regular expression: there is a name in each row. */
    private static boolean fits(String text) {
        int length = text.length();
        if (length < 1 || length > MAX_CHARACTERS) return false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && i < length - 1 && (c == '.' || c == '-');
            if (!inside && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
        }
        return true;
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

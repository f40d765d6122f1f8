package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.campaign.Expression.In;
import io.github.canarywave.domain.fleet.Device;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which devices somebody wants to see. All parts must hold.
 *
 * @param labels what their labels are
 * @param device what else is known of them: {@link #OF_DEVICE}
 * @param attempt what one of their attempts is: {@link #OF_ATTEMPT}
 */
public record DeviceQuery(Selector labels, List<Expression> device, List<Expression> attempt) {
    public static final String CAMPAIGN = "campaign";

    /** Names of what is known of a device besides its labels. */
    public static final Set<String> OF_DEVICE = Set.of("model", "version", "online", "held");

    /** Names of what is known of an attempt. */
    public static final Set<String> OF_ATTEMPT = Set.of(CAMPAIGN, "state", "error");

    /** Every device. */
    public static final DeviceQuery ANY = new DeviceQuery(Selector.ANY, List.of(), List.of());

    public DeviceQuery {
        device = List.copyOf(device);
        attempt = List.copyOf(attempt);
    }

    /** Whether a device fits as far as itself is asked for. */
    public boolean matches(Device asked) {
        return labels.matches(asked.labels()) && all(device, known(asked));
    }

    private static Map<String, String> known(Device device) {
        Map<String, String> known = new HashMap<>();
        known.put("model", device.model().value());
        device.running().ifPresent(running -> known.put("version", running.version().value()));
        known.put("online", device.online() ? "yes" : "no");
        known.put("held", device.held().isPresent() ? "yes" : "no");
        return known;
    }

    /** Whether attempts are asked for. */
    public boolean asksForAttempts() {
        return !attempt.isEmpty();
    }

    /** Whether an attempt in this campaign can be one of those asked for. */
    public boolean mayBeIn(CampaignName campaign) {
        return attempt.stream()
                .filter(part -> part instanceof In in && in.key().equals(CAMPAIGN))
                .allMatch(part -> part.holds(Map.of(CAMPAIGN, campaign.value())));
    }

    /**
     * Whether an attempt is one of those asked for.
     *
     * @param error word of the code with which it or the one before it ended, empty for none
     */
    public boolean matches(CampaignName campaign, String state, String error) {
        Map<String, String> known = new HashMap<>();
        known.put(CAMPAIGN, campaign.value());
        known.put("state", state);
        if (!error.isEmpty()) known.put("error", error);
        return all(attempt, known);
    }

    private static boolean all(List<Expression> parts, Map<String, String> known) {
        return parts.stream().allMatch(part -> part.holds(known));
    }
}

package io.github.canarywave.domain.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the operator asks for.
 *
 * @param labels words for people, of no effect
 * @param description one sentence for people, may be empty
 * @param seed decides the order of the cohort
 * @param waves at least one, rising, the last is the whole cohort
 * @param probation how long a device watches itself after its first boot before it confirms
 * @param commandExpires how long a command may be acted upon after it was issued, wall clock
 * @param defaults names of the fields that the file left to us, for the plan
 */
public record Campaign(
        CampaignName name,
        Map<String, String> labels,
        String description,
        ReleaseName release,
        Cohort cohort,
        String seed,
        List<Wave> waves,
        Pace pace,
        Timeouts timeouts,
        Retries retries,
        Duration probation,
        Duration commandExpires,
        List<String> defaults) {
    public static final Duration DEFAULT_COMMAND_EXPIRES = Duration.ofHours(24);

    public Campaign {
        labels = Map.copyOf(labels);
        waves = List.copyOf(waves);
        defaults = List.copyOf(defaults);
        if (waves.isEmpty()) throw new IllegalArgumentException("a campaign has at least 1 wave");
    }
}

package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.image.Sha256;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator asks for.
 *
 * @param labels words for people, of no effect
 * @param description one sentence for people, may be empty
 * @param digest of an artifact that the release must have; absent: whatever it has
 * @param seed decides the order of the cohort
 * @param waves at least one, rising, the last is the whole cohort
 * @param device what is asked of each device
 * @param exclusive the name under which only one campaign at a time may run; absent: none
 * @param window when its devices may be updated
 * @param onHalt what follows when a gate has halted it
 * @param defaults names of the fields that the file left to us, for the plan
 */
public record Campaign(
        CampaignName name,
        Map<String, String> labels,
        String description,
        ReleaseName release,
        Optional<Sha256> digest,
        Cohort cohort,
        String seed,
        List<Wave> waves,
        Pace pace,
        DeviceRules device,
        Optional<Exclusive> exclusive,
        UpdateWindow window,
        OnHalt onHalt,
        List<String> defaults) {
    public Campaign {
        labels = Map.copyOf(labels);
        waves = List.copyOf(waves);
        defaults = List.copyOf(defaults);
        if (waves.isEmpty()) throw new IllegalArgumentException("a campaign has at least 1 wave");
    }

    /**
     * Whether its devices go back by themselves when a gate has halted it. Those of a rollback
     * never do: two releases could send them to and fro for ever.
     */
    public boolean rollsBack() {
        return onHalt == OnHalt.ROLLBACK && cohort.rollbackOf().isEmpty();
    }
}

package io.github.canarywave.domain.rollout;

import java.util.HashMap;
import java.util.Map;

/**
 * What gates and people have ruled in a rollout so far, beyond its state.
 *
 * @param period the evidence period that runs now, from 1; devices count for gates in the period in
 *     which they accepted
 * @param heldStrata strata that are commanded no more, and why
 */
public record Rulings(int period, Map<String, String> heldStrata) {
    public static final Rulings NONE = new Rulings(1, Map.of());

    public Rulings {
        heldStrata = Map.copyOf(heldStrata);
    }

    Rulings holding(String stratum, String why) {
        Map<String, String> more = new HashMap<>(heldStrata);
        more.put(stratum, why);
        return new Rulings(period, more);
    }

    /** All evidence so far is accepted: a new period begins, and no stratum is held for it. */
    Rulings accepting() {
        return new Rulings(period + 1, Map.of());
    }
}

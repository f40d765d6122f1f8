package io.github.canarywave.domain.rollout;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What gates and people have ruled in a rollout so far, beyond its state.
 *
 * @param period the evidence period that runs now, from 1; devices count for gates in the period in
 *     which they accepted
 * @param heldStrata strata that are commanded no more, and why
 * @param notified gates that told people of a breach, by name
 * @param openedAt when each wave was opened, hearing time
 * @param outage the last silence that devices of it shared with others
 */
public record Rulings(
        int period,
        Map<String, String> heldStrata,
        Set<String> notified,
        Map<Integer, Instant> openedAt,
        Optional<Outage> outage) {
    public static final Rulings NONE =
            new Rulings(1, Map.of(), Set.of(), Map.of(), Optional.empty());

    public Rulings {
        heldStrata = Map.copyOf(heldStrata);
        notified = Set.copyOf(notified);
        openedAt = Map.copyOf(openedAt);
    }

    Rulings holding(String stratum, String why) {
        Map<String, String> more = new HashMap<>(heldStrata);
        more.put(stratum, why);
        return new Rulings(period, more, notified, openedAt, outage);
    }

    Rulings notifying(String gate) {
        Set<String> more = new HashSet<>(notified);
        more.add(gate);
        return new Rulings(period, heldStrata, more, openedAt, outage);
    }

    Rulings opening(int wave, Instant at) {
        Map<Integer, Instant> more = new HashMap<>(openedAt);
        more.put(wave, at);
        return new Rulings(period, heldStrata, notified, more, outage);
    }

    Rulings with(Outage now) {
        return new Rulings(period, heldStrata, notified, openedAt, Optional.of(now));
    }

    /** All evidence so far is accepted: a new period begins, and no stratum is held for it. */
    Rulings accepting() {
        return new Rulings(period + 1, Map.of(), notified, openedAt, outage);
    }
}

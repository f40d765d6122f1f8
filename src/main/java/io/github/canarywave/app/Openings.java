package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.Rollout;

import java.util.List;

/** Holds every store to it: no wave opens without its approval, whoever decided it. */
public final class Openings {
    private Openings() {}

    /**
     * Called by a store in the transaction that writes a rollout.
     *
     * @throws IllegalStateException when a wave would open that nobody has approved
     */
    public static void require(Store.Reads reads, Rollout after) {
        boolean asks =
                after.campaign().waves().stream()
                        .limit(after.openWave() + 1L)
                        .anyMatch(wave -> wave.approval().isPresent());
        if (!asks) return;
        int before = reads.rollout(after.name()).map(Rollout::openWave).orElse(after.openWave());
        List<Integer> missing =
                reads.people().approvals(after.name()).missing(after, before, after.openWave());
        if (!missing.isEmpty())
            throw new IllegalStateException(
                    "wave "
                            + after.wave(missing.getFirst()).name()
                            + " of "
                            + after.name()
                            + " cannot open: nobody has approved it");
    }
}

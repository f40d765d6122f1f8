package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Halts and aborts of people that are in force and could not be stored yet. A restart forgets them.
 * Safe from any thread.
 */
final class HeldStops {
    private final Map<CampaignName, Stop> held = new ConcurrentHashMap<>();

    /**
     * A person's wish to stop a rollout.
     *
     * @param forGood whether it is an abort
     */
    record Stop(boolean forGood, String who, String reason) {
        String why() {
            return Steering.said(who, reason);
        }

        /** How many attempts are taken back. */
        int apply(Control control, CampaignName name) {
            control.audit(who, forGood ? "aborted" : "halted", name, reason);
            return forGood
                    ? control.withdrawal().abort(name, why())
                    : control.withdrawal().halt(name, why(), false);
        }

        private RolloutState state() {
            return forGood
                    ? new RolloutState.Aborted(why())
                    : new RolloutState.Halted(why(), false);
        }
    }

    /** The first halt of a rollout stands until an abort comes. */
    void hold(CampaignName name, Stop stop) {
        held.merge(name, stop, (old, fresh) -> old.forGood() || !fresh.forGood() ? old : fresh);
    }

    void forget(CampaignName name) {
        held.remove(name);
    }

    void forget(CampaignName name, Stop stop) {
        held.remove(name, stop);
    }

    Map<CampaignName, Stop> all() {
        return Map.copyOf(held);
    }

    /** The rollout as it is in force, whatever is stored. */
    Optional<Rollout> inForce(Rollout stored) {
        return Optional.ofNullable(held.get(stored.name()))
                .filter(stop -> !stored.state().over())
                .map(
                        stop ->
                                stored.in(
                                        stop.state(),
                                        stop.why() + " (in force, but not stored yet)"));
    }
}

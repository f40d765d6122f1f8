package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The part of the store that only those who watch ask for: it decides nothing. */
public interface LiveStore {
    /**
     * A fact about a whole rollout and its place among all facts, which rises with each.
     *
     * @param place above 0
     */
    record Placed(long place, Fact fact) {
        public CampaignName rollout() {
            return fact.rollout().orElseThrow();
        }
    }

    /** What can be asked of it. */
    interface Reads {
        /** Facts about a whole rollout, newest first. */
        List<Placed> newest(CampaignName rollout, int limit);

        /** Facts about a whole rollout behind a place, oldest first. */
        List<Placed> after(CampaignName rollout, long place, int limit);

        /** Facts about whole rollouts, whichever, behind a place, oldest first. */
        List<Placed> after(long place, int limit);

        /** The place of the last fact about a whole rollout; 0: there is none. */
        long lastPlace();

        /** The last fact about a whole rollout with this word. */
        Optional<Fact> last(CampaignName rollout, String what);

        /** The points of a rollout's curve, by wave, then from the oldest. */
        List<Curve.Point> curve(CampaignName rollout);

        /**
         * How the cohort fares, a part after the other: all parts from its beginning.
         *
         * @param each devices in one part
         * @param parts how many
         */
        List<FleetMap.Part> parts(CampaignName rollout, int each, int parts);

        /** Rollouts that have ended for good, the one started last first. */
        List<Rollout> over(int limit);

        /** How many rollouts have ended for good. */
        long countOver();
    }

    /** What can be changed in it. */
    interface Tx extends Reads {
        /** Adds a point to the curve of a rollout. */
        void add(CampaignName rollout, Curve.Point point);

        /** Takes points of a wave away. */
        void remove(CampaignName rollout, int wave, List<Instant> points);
    }
}

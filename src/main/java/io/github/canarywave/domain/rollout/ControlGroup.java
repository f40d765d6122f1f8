package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.GateReading.percent;

import io.github.canarywave.domain.campaign.Share;

/**
 * Devices of one model or site, those that a rollout commanded and those that it did not, and how
 * many of each went silent in the same time. Where both vanish alike, the firmware is not to blame.
 *
 * @param group what they have in common, for people
 * @param others those that were not commanded when that time began; who was commanded since and is
 *     there counts on both sides
 */
public record ControlGroup(String group, Presence commanded, Presence others) {
    /** With fewer the share of those that vanished says too little to excuse anybody. */
    static final int OTHERS_MIN = 20;

    /** One side of each of the two intervals of 95 %. */
    private static final double SURE = 0.975;

    /**
     * Devices that were there at the beginning of some time.
     *
     * @param online still there, or back
     * @param gone not there now, and there at its beginning
     */
    public record Presence(long online, long gone) {
        long before() {
            return online + gone;
        }

        private double low() {
            return Wilson.lowerBound(gone, before(), SURE);
        }

        private double high() {
            return 1 - Wilson.lowerBound(online, before(), SURE);
        }

        private String text() {
            return gone + " of " + before();
        }
    }

    /**
     * Whether those that were not commanded vanished at a like rate or a higher one: the interval
     * of the commanded does not lie above theirs, and more of them are gone than a good firmware
     * may fail. Once an outage has begun only those that it left online are commanded, which draws
     * the share of the commanded below that of the others.
     */
    public boolean excuses(Share p0) {
        return others.before() >= OTHERS_MIN && vanishing(p0) && commanded.low() <= others.high();
    }

    /** Whether more of the others are gone than a good firmware may fail. */
    public boolean vanishing(Share p0) {
        return p0.isExceededBy(others.gone(), others.before());
    }

    /** With its numbers, for people. */
    public String text() {
        return others.text()
                + " devices of "
                + group
                + " that were not commanded went silent ("
                + percent((double) others.gone() / Math.max(1, others.before()))
                + "), and "
                + commanded.text()
                + " that were";
    }
}

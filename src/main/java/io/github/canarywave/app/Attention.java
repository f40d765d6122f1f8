package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.HearingTime.Listening;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * How well the turns have listened: a broken link and a process that stood still are our silence,
 * not that of the devices. Confined to the turn thread.
 */
final class Attention {
    private static final Logger LOG = LoggerFactory.getLogger(Attention.class);

    /** No turn takes this long; longer, and the process or its disk stood still. */
    static final Duration GAP = Duration.ofSeconds(10);

    private boolean nothingMissed;
    private Duration subscribedBefore = Duration.ZERO;
    private Duration attentive = Duration.ZERO;

    /**
     * @param nothingMissed whether no device was between command and outcome at the start
     */
    Attention(boolean nothingMissed) {
        this.nothingMissed = nothingMissed;
    }

    /**
     * How we listened since the last turn.
     *
     * @param elapsed since the last turn
     * @param subscribed how long the link has been bringing us everything, zero when it does not
     * @param oldestWaiting age of the oldest signal not folded yet
     */
    Listening after(Duration elapsed, Duration subscribed, Duration oldestWaiting) {
        // Once the link has been lost, devices in flight need their while to come back.
        if (subscribed.compareTo(subscribedBefore) < 0) nothingMissed = false;
        subscribedBefore = subscribed;
        attentive = attentive.plus(elapsed);
        if (elapsed.compareTo(GAP) > 0) stoodStill(elapsed);
        boolean shorter = attentive.compareTo(subscribed) < 0;
        return new Listening(
                !subscribed.isZero(),
                nothingMissed,
                shorter ? attentive : subscribed,
                oldestWaiting);
    }

    private void stoodStill(Duration elapsed) {
        nothingMissed = false;
        attentive = Duration.ZERO;
        LOG.warn(
                "no turn for {} s; silence of devices does not count until they had time to come"
                        + " back. Look at the load and the disk of this machine",
                elapsed.toSeconds());
    }
}

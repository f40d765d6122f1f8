package io.github.canarywave.domain.rollout;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock of the rules: it runs only while we would have heard a device speak, so that our own
 * outages are nobody's silence.
 *
 * @param now hearing time; it never goes back
 * @param wall the wall clock at the last turn
 * @param distrust how much longer the wall clock must behave before it is believed again
 * @param ran running time: how long servers have turned on this data folder, all in all; it stands
 *     still between them and knows no wall clock
 */
public record HearingTime(Instant now, Instant wall, Duration distrust, Duration ran) {
    /** Listening this long before silence means anything: fleets need a while to come back. */
    static final Duration SETTLING = Duration.ofSeconds(60);

    /** A signal that waits longer than this shows that we do not keep up. */
    static final Duration BACKLOG = Duration.ofSeconds(2);

    static final Duration JUMP = Duration.ofMinutes(5);
    static final Duration DISTRUST = Duration.ofMinutes(5);

    /** A clock on which no server has turned yet. */
    public HearingTime(Instant now, Instant wall, Duration distrust) {
        this(now, wall, distrust, Duration.ZERO);
    }

    /** Hearing time on a new data folder. */
    public static HearingTime first(Instant wall) {
        return new HearingTime(wall, wall, Duration.ZERO);
    }

    /**
     * How we listened since the last turn.
     *
     * @param subscribedFor how long the broker has been sending us everything; a server that had no
     *     device in flight when it subscribed has nothing to wait for and says so
     * @param oldestWaiting age of the oldest signal not folded yet
     */
    public record Listening(
            boolean subscribed,
            boolean nothingMissed,
            Duration subscribedFor,
            Duration oldestWaiting) {
        boolean hears() {
            return subscribed
                    && (nothingMissed || subscribedFor.compareTo(SETTLING) >= 0)
                    && oldestWaiting.compareTo(BACKLOG) < 0;
        }
    }

    /** The clock at a start of the process; a wall clock behind the stored one is a jump. */
    public HearingTime restarted(Instant wallNow) {
        return new HearingTime(now, wallNow, wallNow.isBefore(wall) ? DISTRUST : distrust, ran);
    }

    /** The clock a turn later. */
    public HearingTime after(Duration elapsed, Instant wallNow, Listening listening) {
        boolean jumped = Duration.between(wall, wallNow).minus(elapsed).abs().compareTo(JUMP) > 0;
        Duration left = distrust.minus(elapsed);
        return new HearingTime(
                listening.hears() ? now.plus(elapsed) : now,
                wallNow,
                jumped ? DISTRUST : left.isNegative() ? Duration.ZERO : left,
                ran.plus(elapsed));
    }

    /** Whether the wall clock may date a command. */
    public boolean wallTrusted() {
        return distrust.isZero();
    }
}

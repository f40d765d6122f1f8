package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Retries;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.fleet.Code;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Whether a device is tried again by itself, and when. */
public record RetryRule(Retries retries) {
    /** Doubling further would pass every sensible limit. */
    private static final int MAX_DOUBLINGS = 30;

    /**
     * The attempt that follows one that has ended, if any.
     *
     * @param u a number from 0 to 1 that spreads the waits of a fleet
     */
    public Optional<Attempt> after(Attempt ended, Instant now, DoubleSupplier u) {
        return switch (ended.state()) {
            case State.Expired(_, var in) when in.equals("Queued") -> Optional.empty();
            // The device counts as offline until it speaks, so this cannot spin.
            case State.Expired(_, var in) when in.equals("Commanded") ->
                    Optional.of(ended.next(now, ended.burned(), ended.backoffs()));
            case State.Expired _ -> later(ended, now, ended.burned(), u);
            case State.Failed(_, var why) -> byCode(ended, why, now, u);
            case State.Refused(_, var why) -> byCode(ended, why, now, u);
            case State.RolledBack(_, var why, _) -> byCode(ended, why, now, u);
            default -> Optional.empty();
        };
    }

    /** The attempt that follows one that was withdrawn, when its rollout goes on. */
    public static Attempt again(Attempt withdrawn, Instant now) {
        return withdrawn.next(now, withdrawn.burned(), withdrawn.backoffs());
    }

    /** The attempt that follows one that has ended, because a person wants it. */
    public static Attempt wished(Attempt ended, Instant now, Instant giveUp) {
        return ended.next(now, 0, 0).opened(giveUp);
    }

    private Optional<Attempt> byCode(Attempt ended, Code why, Instant now, DoubleSupplier u) {
        if (!why.retried()) return Optional.empty();
        int burned = ended.burned() + (why.burns() ? 1 : 0);
        return why.burns() && burned >= retries.max()
                ? Optional.empty()
                : later(ended, now, burned, u);
    }

    private Optional<Attempt> later(Attempt ended, Instant now, int burned, DoubleSupplier u) {
        Instant notBefore = now.plus(backoff(ended.backoffs(), u.getAsDouble()));
        return notBefore.isBefore(ended.giveUpAt())
                ? Optional.of(ended.next(notBefore, burned, ended.backoffs() + 1))
                : Optional.empty();
    }

    /** Exponential, shortened or lengthened by at most the jitter. */
    Duration backoff(int before, double u) {
        long doubled = retries.backoff().toMillis() * (1L << Math.min(before, MAX_DOUBLINGS));
        long capped =
                doubled < 0
                        ? retries.maxBackoff().toMillis()
                        : Math.min(doubled, retries.maxBackoff().toMillis());
        double jitter = retries.jitter().millionths() / (double) Share.WHOLE * (2 * u - 1);
        return Duration.ofMillis(Math.round(capped * (1 + jitter)));
    }
}

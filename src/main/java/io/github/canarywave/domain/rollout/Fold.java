package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.rollout.State.Active;
import io.github.canarywave.domain.rollout.State.Applying;
import io.github.canarywave.domain.rollout.State.Ended;
import io.github.canarywave.domain.rollout.Step.Moved;
import io.github.canarywave.domain.rollout.Step.Stayed;

import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Folds one signal into one attempt: its new state, what follows from it, and what counts. */
public final class Fold {
    private final AttemptMachine machine;
    private final RetryRule retries;

    public Fold(Campaign campaign) {
        machine = new AttemptMachine(campaign.device().timeouts(), campaign.device().probation());
        retries = new RetryRule(campaign.device().retries());
    }

    /**
     * What came of a signal.
     *
     * @param attempt with its new state
     * @param next the attempt that follows when this one ended and is tried again
     * @param why it stayed; absent when it moved
     * @param evidence what the device says for or against the release, if this decides it
     * @param passedStart whether it passes the start of installation with this step
     */
    public record Result(
            Attempt attempt,
            Optional<Attempt> next,
            Optional<String> why,
            Optional<Verdict> evidence,
            boolean passedStart) {
        public boolean moved() {
            return why.isEmpty();
        }

        /** The attempt that counts for the device now. */
        public Attempt current() {
            return next.orElse(attempt);
        }
    }

    /**
     * Folds one signal.
     *
     * @param u a number from 0 to 1, the same for the same attempt, that spreads retries; asked for
     *     only when it is tried again, for making it costs more than all the rest
     */
    public Result fold(Attempt attempt, Signal signal, DoubleSupplier u) {
        return switch (machine.step(attempt.state(), signal)) {
            case Stayed(var why) ->
                    new Result(
                            attempt,
                            Optional.empty(),
                            Optional.of(why),
                            Verdict.saidBy(signal),
                            false);
            case Moved(var to) -> moved(attempt, to, signal, u);
        };
    }

    private Result moved(Attempt before, State to, Signal signal, DoubleSupplier u) {
        Attempt after = before.in(to);
        // A refusal before accepting takes nothing back that an earlier attempt has counted: the
        // device may be busy with just that one.
        boolean answered = before.state() instanceof State.Commanded;
        if (answered && !(to instanceof State.Refused)) after = after.countedAsCommanded();
        Instant now = signal.at();
        Optional<Attempt> next =
                to instanceof Ended ? retries.after(after, now, u) : Optional.empty();
        return new Result(
                after,
                next,
                Optional.empty(),
                Verdict.of(to).or(() -> Verdict.saidBy(signal)),
                before.startOrder() == 0 && passesStart(before.state(), to));
    }

    private static boolean passesStart(State from, State to) {
        boolean began = from instanceof Active || from instanceof State.Withdrawn;
        return began
                && (to instanceof Applying
                        || to instanceof State.Confirmed
                        || to instanceof State.RolledBack);
    }
}

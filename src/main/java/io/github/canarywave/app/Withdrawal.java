package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.RetryRule;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Signal;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.WithdrawContent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes back what has not got its last byte. */
final class Withdrawal {
    private static final Set<String> STARTING = Set.copyOf(States.STARTING);

    private final Store.Tx tx;
    private final Now now;
    private final Effects effects;
    private final CommandForge forge;
    private final Book book;

    Withdrawal(Store.Tx tx, Now now, Effects effects, CommandForge forge, Book book) {
        this.tx = tx;
        this.now = now;
        this.effects = effects;
        this.forge = forge;
        this.book = book;
    }

    /**
     * Halts the rollout. What a gate halted stays so: a person's halt on top of it opens no way
     * around the evidence.
     *
     * @return how many attempts are taken back
     */
    int halt(CampaignName name, String why, boolean byGate) {
        Rollout rollout = book.rollout(name);
        boolean gateHolds = rollout.state() instanceof RolloutState.Halted(_, var gate) && gate;
        if (!gateHolds) book.put(rollout.in(new RolloutState.Halted(why, byGate), why));
        book.fact(name, "halted", why);
        return shut(name);
    }

    /**
     * Ends the rollout for good.
     *
     * @return how many attempts are taken back
     */
    int abort(CampaignName name, String why) {
        Rollout rollout = book.rollout(name);
        book.put(rollout.in(new RolloutState.Aborted(why), why));
        book.fact(name, "aborted", why);
        return shut(name);
    }

    /** From this commit on no attempt of it is admitted; each one is told later, a few a turn. */
    private int shut(CampaignName name) {
        effects.shut.add(name);
        tx.keepBack(name);
        effects.publish.removeIf(command -> command.rollout().equals(name));
        List<Attempt> starting = tx.attemptsIn(name, STARTING, Integer.MAX_VALUE);
        starting.forEach(attempt -> effects.cut.add(attempt.key()));
        return starting.size();
    }

    /**
     * Takes back attempts of a rollout that was stopped, first in cohort order.
     *
     * @param limit how many at most
     * @return whether none is left
     */
    boolean takeBack(CampaignName name, int limit) {
        String why = book.rollout(name).reason();
        List<Attempt> starting = tx.attemptsIn(name, STARTING, limit);
        for (Attempt attempt : starting) {
            attempt.command().ifPresent(id -> tellDevice(attempt, id));
            book.fold(attempt, new Signal.WithdrawalDecided(now.hearing()), why);
        }
        return starting.size() < limit;
    }

    /** Takes back one attempt of a rollout that goes on; the next one follows at once. */
    void takeBackForLater(Attempt attempt, String why) {
        attempt.command().ifPresent(id -> tellDevice(attempt, id));
        book.fold(attempt, new Signal.WithdrawalDecided(now.hearing()), why);
        Attempt withdrawn = tx.attempt(attempt.rollout(), attempt.device()).orElseThrow();
        Attempt next = RetryRule.again(withdrawn, now.hearing());
        tx.replace(withdrawn, withdrawn, Optional.of(next));
    }

    private void tellDevice(Attempt attempt, CommandId id) {
        Device device = book.device(attempt.device()).orElseThrow();
        long counter = device.nextCounter();
        book.put(device.withdrawnBy(counter));
        Instant expires =
                now.wall()
                        .plus(book.rollout(attempt.rollout()).campaign().device().commandExpires());
        StoredCommand withdrawal =
                new StoredCommand(
                        id,
                        attempt.rollout(),
                        device.id(),
                        attempt.number(),
                        true,
                        forge.withdrawal(
                                new WithdrawContent(
                                        id, device.id(), DecisionTurn.EPOCH, counter, expires)),
                        expires);
        tx.queue(withdrawal);
        effects.publish.add(withdrawal);
    }
}

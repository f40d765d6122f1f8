package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Signal;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.WithdrawContent;

import java.time.Instant;
import java.util.Set;

/** Takes back what has not got its last byte. */
final class Withdrawal {
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
     * @return how many attempts were taken back
     */
    int halt(CampaignName name, String why, boolean byGate) {
        Rollout rollout = book.rollout(name);
        boolean gateHolds = rollout.state() instanceof RolloutState.Halted(_, var gate) && gate;
        if (!gateHolds) book.put(rollout.in(new RolloutState.Halted(why, byGate), why));
        book.fact(name, "halted", why);
        return withdraw(name, why);
    }

    /**
     * Ends the rollout for good.
     *
     * @return how many attempts were taken back
     */
    int abort(CampaignName name, String why) {
        Rollout rollout = book.rollout(name);
        book.put(rollout.in(new RolloutState.Aborted(why), why));
        book.fact(name, "aborted", why);
        return withdraw(name, why);
    }

    private int withdraw(CampaignName name, String why) {
        effects.shut.add(name);
        tx.dropUnsent(name);
        effects.publish.removeIf(command -> command.rollout().equals(name));
        var starting = tx.attemptsIn(name, Set.copyOf(States.STARTING), Integer.MAX_VALUE);
        for (Attempt attempt : starting) {
            attempt.command().ifPresent(id -> tellDevice(attempt, id));
            book.fold(attempt, new Signal.WithdrawalDecided(now.hearing()), why);
        }
        return starting.size();
    }

    private void tellDevice(Attempt attempt, CommandId id) {
        Device device = book.device(attempt.device()).orElseThrow();
        long counter = device.nextCounter();
        book.put(device.withdrawnBy(counter));
        Instant expires =
                now.wall().plus(book.rollout(attempt.rollout()).campaign().commandExpires());
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

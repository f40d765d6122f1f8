package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Decision;
import io.github.canarywave.domain.rollout.Decision.Ask;
import io.github.canarywave.domain.rollout.Decision.Complete;
import io.github.canarywave.domain.rollout.Decision.Defer;
import io.github.canarywave.domain.rollout.Decision.Halt;
import io.github.canarywave.domain.rollout.Decision.Hold;
import io.github.canarywave.domain.rollout.Decision.HoldStratum;
import io.github.canarywave.domain.rollout.Decision.Notify;
import io.github.canarywave.domain.rollout.Decision.OpenWave;
import io.github.canarywave.domain.rollout.Decision.Pause;
import io.github.canarywave.domain.rollout.Decision.Publish;
import io.github.canarywave.domain.rollout.Decision.Settle;
import io.github.canarywave.domain.rollout.Decision.Watch;
import io.github.canarywave.domain.rollout.Grounds;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Signal;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.View;
import io.github.canarywave.domain.rollout.Vouching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides for one rollout and stores what was decided: one transaction, nothing is said yet. */
final class DecisionTurn {
    /** A wave may open, settle and publish in one turn, and no rule needs more rounds than this. */
    private static final int ROUNDS = 8;

    static final int EPOCH = 1;

    private final Store.Tx tx;
    private final Now now;
    private final Effects effects;
    private final CommandForge forge;
    private final Book book;
    private final Map<Claim, Vouching> vouching = new HashMap<>();
    private final List<Unsigned> unsigned = new ArrayList<>();

    /** A command that is being signed while the rows of others are written. */
    private record Unsigned(
            CampaignName rollout, CommandContent content, Instant closes, Supplier<String> text) {
        StoredCommand signed() {
            return new StoredCommand(
                    content.id(),
                    rollout,
                    content.device(),
                    content.attempt(),
                    false,
                    text.get(),
                    content.expires(),
                    closes);
        }
    }

    /** What is asked of the store once and not for each command. */
    private record Claim(ReleaseName release, Model model) {}

    DecisionTurn(Store.Tx tx, Now now, Effects effects, CommandForge forge) {
        this.tx = tx;
        this.now = now;
        this.effects = effects;
        this.forge = forge;
        this.book = new Book(tx, now, effects);
    }

    /**
     * Decides until nothing more is to be done now.
     *
     * @param mute why no command may be sent now
     */
    void decide(CampaignName name, Optional<String> mute) {
        for (int round = 0; round < ROUNDS; round++)
            if (!act(name, Views.of(tx, book.rollout(name), now, mute))) break;
        book.close();
    }

    private boolean act(CampaignName name, View view) {
        boolean again = false;
        List<Decision> decisions = Deciding.decide(view, now.time());
        for (Decision decision : decisions) {
            // Whatever else is decided may concern the commands before it, as a halt does.
            if (!(decision instanceof Publish)) queueSigned();
            keep(view, decision);
            again |= apply(name, decision);
        }
        queueSigned();
        long commands = decisions.stream().filter(Publish.class::isInstance).count();
        if (commands > 0)
            book.put(book.rollout(name).paced(commands, now.time().ran(), view.tally().bad()));
        return again;
    }

    /** Keeps what is decided for the whole rollout; a hold with other numbers is no other hold. */
    private void keep(View view, Decision decision) {
        switch (decision) {
            case Publish _, Defer _ -> {
                return; // Kept with the attempt; a deferral is no more than the condition.
            }
            case Watch(var outage, _) when outage.lasts() -> {
                return; // Looked at each minute; when it began and ended is kept.
            }
            case Hold(var why, _) when sameKind(why, view.rollout().reason()) -> {
                return;
            }
            default -> {
                // Stored below.
            }
        }
        String wave =
                decision instanceof OpenWave(var opened, _)
                        ? "wave " + view.rollout().wave(opened).name() + ": "
                        : "";
        tx.add(
                new Decided(
                        now.wall(),
                        view.rollout().name(),
                        decision.getClass().getSimpleName(),
                        wave + decision.why(),
                        Grounds.of(view, now.time())));
    }

    private static boolean sameKind(String why, String other) {
        return why.replaceAll("\\d+", "").equals(other.replaceAll("\\d+", ""));
    }

    /** Whether there may be more to decide. */
    private boolean apply(CampaignName name, Decision decision) {
        Rollout rollout = book.rollout(name);
        switch (decision) {
            case Publish(var attempt, var why) -> publish(attempt, why);
            case Defer(var attempt, var until, _) -> defer(attempt, until);
            case OpenWave(var wave, var why) -> open(rollout, wave, why);
            case Ask(var why) -> {
                book.put(rollout.asking(now.hearing(), now.wall()));
                book.fact(name, "approval-asked", why);
            }
            case Settle _ -> book.put(rollout.settled(now.hearing()));
            case Halt(var why) -> {
                new Withdrawal(tx, now, effects, forge, book).halt(name, why, true);
                return false;
            }
            case Pause(var gate, var why) -> {
                pause(rollout, gate, why);
                return false;
            }
            case Watch(var outage, var why) -> {
                book.put(rollout.in(outage));
                if (!outage.lasts()) book.fact(name, "outage-over", why);
            }
            case Notify(var gate, var why) -> {
                book.put(rollout.notifying(gate));
                book.fact(name, "gate-breached", why);
            }
            case HoldStratum(var stratum, var why) -> {
                book.put(rollout.holding(stratum, why));
                book.fact(name, "stratum-held", why);
            }
            case Complete(var why) -> {
                complete(rollout, why);
                return false;
            }
            case Hold(var why, _) -> {
                if (!rollout.reason().equals(why)) {
                    book.put(rollout.because(why));
                    effects.touched.add(name);
                }
                return false;
            }
        }
        return true;
    }

    private void open(Rollout rollout, int wave, String why) {
        Rollout opened = rollout.opening(wave, why).openedAt(now.hearing());
        book.put(opened);
        Opener.openMore(tx, opened, now);
        String name = rollout.wave(wave).name();
        book.fact(
                rollout.name(),
                "wave-opened",
                "wave " + name + " with " + opened.span(wave).devices() + " devices: " + why);
    }

    private void pause(Rollout rollout, String gate, String why) {
        book.put(rollout.in(new RolloutState.Paused(why, gate), why));
        book.fact(rollout.name(), "paused", why);
    }

    private void complete(Rollout rollout, String why) {
        book.put(rollout.in(new RolloutState.Done(why), why));
        book.fact(rollout.name(), "done", why);
    }

    private void defer(Attempt attempt, Instant until) {
        Instant giveUp = attempt.state().deadline();
        tx.replace(attempt, attempt.in(new State.Queued(until, giveUp)), Optional.empty());
    }

    private ArtifactContent signedFor(Rollout rollout, Device device) {
        Release release = rollout.release();
        Vouching signers =
                vouching.computeIfAbsent(
                        new Claim(release.name(), device.model()),
                        claim -> ReleaseRules.vouching(tx, release, claim.model()));
        return ReleaseRules.signedFor(signers, rollout, device);
    }

    private void publish(Attempt queued, String why) {
        Device device = book.device(queued.device()).orElseThrow();
        Rollout rollout = book.rollout(queued.rollout());
        CommandId id = forge.newCommandId(now.wall());
        long key = forge.newAttemptKey();
        long counter = device.nextCounter();
        Terms terms = Terms.of(rollout, device, now.time());
        Instant expires = terms.expires();
        CommandContent content =
                new CommandContent(
                        id,
                        device.id(),
                        queued.number(),
                        EPOCH,
                        counter,
                        now.wall(),
                        expires,
                        signedFor(rollout, device),
                        Terms.url(forge, device, key, expires),
                        rollout.campaign().device().probation().isZero()
                                ? Optional.empty()
                                : Optional.of(rollout.campaign().device().probation()),
                        terms.windows(),
                        rollout.campaign().device().mode(),
                        rollout.campaign().device().conditions());
        if (!queued.commandCounts()) book.put(rollout.commanding(1));
        book.put(device.commandedBy(rollout.name(), counter));
        tx.replace(queued, queued.commanded(id, key), Optional.empty());
        Attempt named = tx.attempt(rollout.name(), device.id()).orElseThrow();
        book.fold(named, new Signal.CommandStored(now.hearing()), why);
        Supplier<String> text = forge.meanwhile(() -> Terms.fitting(forge, content));
        unsigned.add(new Unsigned(rollout.name(), content, terms.closes(), text));
    }

    /** Stores the commands that were decided, in that order, as soon as each is signed. */
    private void queueSigned() {
        for (Unsigned one : unsigned) {
            StoredCommand command = one.signed();
            tx.queue(command);
            effects.publish.add(command);
        }
        unsigned.clear();
    }
}

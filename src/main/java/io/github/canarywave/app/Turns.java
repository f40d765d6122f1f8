package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Decision;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.State;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns of the rules: facts before wishes, store before speak. One turn at a time; only {@link
 * #mayHandOver}, {@link #shut} and {@link #open} may be called from any thread.
 */
public final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    /** Unsent commands published again in one go after the broker came back. */
    private static final int RESEND_ROWS = 100_000;

    private final Store store;
    private final CommandForge forge;
    private final CommandChannel channel;
    private final Outside outside;
    private final Counters counters;
    private final Freezer freezer;
    private final Supplier<BrokerVerdict> broker;
    private final Opener opener;
    private final Sweeper sweeper;
    private final Withdrawer withdrawer;
    private final WindowEnd windowEnd;
    private final AutomaticRollback rollback;
    private final HeldStops held = new HeldStops();
    // Commands that went out once only; a broker's "nobody listens" proves something for them
    // alone.
    private final Set<CommandId> first = ConcurrentHashMap.newKeySet();
    private final Set<CampaignName> shut = ConcurrentHashMap.newKeySet();
    private final Set<CampaignName> unvouched = ConcurrentHashMap.newKeySet();
    // Of the last turn: what waits to be handed over must not leave after its window.
    private volatile Instant wall = Instant.MIN;

    /** Whether windows may be asked by it. */
    private volatile boolean wallTrusted = true;

    /** What a turn does to the world besides commands. */
    public interface Outside {
        /** Ends the responses of an attempt that may not have more bytes. */
        void cut(long attemptKey);

        /**
         * Something of this rollout has changed.
         *
         * @param atOnce whether people must see it now, as a halt
         */
        void changed(CampaignName rollout, boolean atOnce);
    }

    /** Over a broker that is trusted without a test, with campaigns that never roll back. */
    public Turns(
            Store store,
            CommandForge forge,
            CommandChannel channel,
            Outside outside,
            Counters counters) {
        this(
                store,
                forge,
                channel,
                outside,
                counters,
                BrokerVerdict.Passed::new,
                (file, _) -> {
                    throw new IllegalStateException("nobody reads " + file);
                });
    }

    /**
     * @param broker whether it keeps devices apart; asked before each decision and each hand-over,
     *     so it answers at once
     * @param campaigns reads the campaigns that bring devices back
     */
    public Turns(
            Store store,
            CommandForge forge,
            CommandChannel channel,
            Outside outside,
            Counters counters,
            Supplier<BrokerVerdict> broker,
            CampaignReader campaigns) {
        this.store = store;
        this.sweeper = new Sweeper(store);
        this.forge = forge;
        this.channel = channel;
        this.outside = outside;
        this.counters = counters;
        this.freezer = new Freezer(store);
        this.windowEnd = new WindowEnd(store, forge);
        this.broker = broker;
        this.opener = new Opener(store);
        this.withdrawer = new Withdrawer(store, forge);
        this.rollback = new AutomaticRollback(store, forge, campaigns);
        store.read(Store.Reads::rollouts).stream()
                .filter(rollout -> rollout.state().stopped())
                .forEach(rollout -> shut(rollout.name()));
    }

    /** Hearing time as a start of the process finds it. */
    public HearingTime clock(Instant wall) {
        return store.read(reads -> Clockwork.load(reads, wall));
    }

    /** Whether some device was between command and outcome when we were not listening. */
    public boolean somebodyInFlight() {
        return store.read(
                reads ->
                        reads.rollouts().stream()
                                .anyMatch(r -> reads.tally(r.name()).inFlight() > 0));
    }

    /**
     * First half: stores what happened, then tells its senders.
     *
     * @throws StoreUnavailable when nothing of it could be stored; the batch is to be folded again
     */
    public void facts(List<Heard> batch, Now now) {
        try {
            facts(
                    now,
                    turn -> {
                        turn.fold(batch);
                        turn.deadlines();
                    });
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "turn failed by a fault of ours; folding one by one signals={}",
                    batch.size(),
                    e);
            new Isolation(store, this, counters).facts(batch, now);
        }
    }

    void facts(Now now, Consumer<FactTurn> folding) {
        Effects effects = new Effects();
        store.write(
                tx -> {
                    FactTurn turn = new FactTurn(tx, now, effects, counters, first::remove);
                    folding.accept(turn);
                    turn.close();
                    return tx;
                });
        // What is published here is a repeat.
        effects.publish.forEach(command -> first.remove(command.id()));
        after(effects);
    }

    /** Second half: decides for each rollout that runs, stores that, then speaks. */
    public void wishes(Now now) {
        Optional<String> mute = mute(now);
        List<Rollout> running =
                store.read(Store.Reads::rolloutsGoingOn).stream().filter(Rollout::running).toList();
        for (Rollout rollout : running) {
            try {
                if (mayGoOn(rollout, now)) wish(rollout.name(), now, mute);
            } catch (StoreUnavailable e) {
                throw e;
            } catch (RuntimeException e) {
                counters.count("decisions_failed_by_our_fault");
                LOG.error("rollout is held by a fault of ours rollout={}", rollout.name(), e);
            }
        }
    }

    /** Halts a rollout whose release was revoked, and keeps back what nobody vouches for. */
    private boolean mayGoOn(Rollout rollout, Now now) {
        CampaignName name = rollout.name();
        Optional<String> revoked = store.read(reads -> ReleaseRules.revoked(reads, rollout));
        revoked.ifPresent(why -> halt(name, why, now));
        if (store.read(reads -> ReleaseRules.objection(reads, rollout.release())).isPresent())
            unvouched.add(name);
        else unvouched.remove(name);
        return revoked.isEmpty();
    }

    private void wish(CampaignName name, Now now, Optional<String> mute) {
        if (store.read(reads -> nothingToDo(reads, name, now, mute))) return;
        Effects effects = new Effects();
        store.write(
                tx -> {
                    new DecisionTurn(tx, now, effects, forge).decide(name, mute);
                    return tx;
                });
        effects.publish.forEach(command -> first.add(command.id()));
        after(effects);
    }

    private static boolean nothingToDo(
            Store.Reads reads, CampaignName name, Now now, Optional<String> mute) {
        Rollout rollout = reads.rollout(name).orElseThrow();
        return Deciding.decide(Views.of(reads, rollout, now, mute), now.time()).stream()
                .allMatch(
                        d ->
                                d instanceof Decision.Hold hold
                                        && hold.why().equals(rollout.reason()));
    }

    /** Freezes one more chunk of a cohort that is being prepared; whether there was any. */
    public boolean freeze(Now now) {
        try {
            return freezer.turn(now, name -> outside.changed(name, false));
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            counters.count("decisions_failed_by_our_fault");
            LOG.error("a cohort cannot be frozen by a fault of ours; others go on", e);
            return false;
        }
    }

    /** Looks at one more part of the fleet for devices that join; whether there was any. */
    public boolean join(Now now) {
        Optional<Effects> done = sweeper.turn(now);
        done.ifPresent(this::after);
        return done.isPresent();
    }

    /** Opens one more part of a wave that was opened; whether there was any. */
    public boolean open(Now now) {
        return opener.turn(now);
    }

    /**
     * Takes back a few more attempts of rollouts that were stopped, or whose window has closed;
     * whether there were any.
     */
    public boolean withdraw(Now now) {
        wall = now.wall();
        wallTrusted = now.time().wallTrusted();
        Optional<Effects> done = withdrawer.turn(now).or(() -> windowEnd.turn(now));
        done.ifPresent(this::after);
        return done.isPresent();
    }

    /**
     * Begins the rollback of one more campaign that a gate has halted and that asks for it, or
     * looks at one more part of the fleet for it; whether there was any.
     */
    public boolean rollBack(Now now) {
        Optional<Effects> done = rollback.turn(now);
        done.ifPresent(this::after);
        return done.isPresent();
    }

    /** Halts a rollout for a person, as a turn of its own. */
    public void halt(CampaignName name, String why, Now now) {
        shut(name);
        stop(now, control -> control.withdrawal().halt(name, why, false));
    }

    /** Why nothing may be commanded now. */
    Optional<String> mute(Now now) {
        if (!now.time().wallTrusted())
            return Optional.of(
                    "the wall clock jumped, commands wait until it has been steady for a while");
        Optional<String> objection = broker.get().objection();
        if (objection.isPresent() || channel.ready()) return objection;
        return Optional.of("there is no connection to the broker");
    }

    /** Runs a wish of a person as one transaction, then speaks. */
    <T> T control(Now now, Function<Control, T> wish) {
        storeHeld(now);
        return spoken(store.write(tx -> wished(tx, now, wish)));
    }

    /** Like {@link #control}, for a wish that stops a rollout; it may be applied twice. */
    <T> T stop(Now now, Function<Control, T> wish) {
        storeHeld(now);
        return spoken(store.writeStop(tx -> wished(tx, now, wish)));
    }

    private record Wished<T>(T answer, Effects effects) {}

    private <T> Wished<T> wished(Store.Tx tx, Now now, Function<Control, T> wish) {
        Effects effects = new Effects();
        Book book = new Book(tx, now, effects);
        T answer = wish.apply(new Control(tx, book, now, effects, forge));
        book.close();
        return new Wished<>(answer, effects);
    }

    private <T> T spoken(Wished<T> wished) {
        after(wished.effects());
        return wished.answer();
    }

    /**
     * Stores the halts that could not be stored before.
     *
     * @throws StoreUnavailable when that does not go now either; they stay in force
     */
    void storeHeld(Now now) {
        held.all().forEach((name, stop) -> storeHeld(name, stop, now));
    }

    private void storeHeld(CampaignName name, HeldStops.Stop stop, Now now) {
        try {
            spoken(store.writeStop(tx -> wished(tx, now, control -> stopped(control, name, stop))));
            LOG.info("halt is stored now rollout={} why=\"{}\"", name, stop.why());
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "halt cannot be stored by a fault of ours; it holds until the process ends"
                            + " rollout={}",
                    name,
                    e);
        }
        held.forget(name, stop);
    }

    private static boolean stopped(Control control, CampaignName name, HeldStops.Stop stop) {
        Optional<Rollout> known = control.tx().rollout(name);
        if (known.isEmpty() || known.get().state().over()) return false;
        stop.apply(control, name);
        return true;
    }

    HeldStops held() {
        return held;
    }

    /** Ends the responses of an attempt that may not have more bytes. */
    void cut(long attemptKey) {
        outside.cut(attemptKey);
    }

    /** Tells who watches a rollout that what they see has changed. */
    void tell(CampaignName name) {
        outside.changed(name, false);
    }

    /** Tells everybody who watches that what they see has changed. */
    void tellAll() {
        store.read(Store.Reads::rolloutsGoingOn)
                .forEach(rollout -> outside.changed(rollout.name(), true));
    }

    /**
     * Publishes again what the broker has not taken; called when it has come back. What is of no
     * use any more, because it expired or its attempt went on without it, is forgotten.
     */
    public void resend(Now now) {
        first.clear();
        List<StoredCommand> wanted = new ArrayList<>();
        List<StoredCommand> useless = new ArrayList<>();
        store.read(
                reads -> {
                    for (StoredCommand command : reads.unsent(RESEND_ROWS))
                        (isWanted(reads, command, now) ? wanted : useless).add(command);
                    return reads;
                });
        if (!useless.isEmpty())
            store.write(
                    tx -> {
                        useless.forEach(command -> tx.sent(command.id(), command.withdraws()));
                        return tx;
                    });
        wanted.forEach(this::publish);
    }

    /** A device must not begin what we have given up: it would be between command and outcome. */
    private static boolean isWanted(Store.Reads reads, StoredCommand command, Now now) {
        return command.expires().isAfter(now.wall())
                && command.closes().isAfter(now.wall())
                && (command.withdraws()
                        || reads.attemptOf(command.id())
                                .filter(attempt -> attempt.state() instanceof State.Starting)
                                .isPresent());
    }

    private void after(Effects effects) {
        shut.removeAll(effects.opened);
        effects.shut.forEach(this::shut);
        withdrawer.begin(effects.shut);
        rollback.changed(effects.touched);
        for (Heard.Receipt receipt : effects.receipts) receipt.stored();
        for (Effects.Ack ack : effects.acks)
            channel.acknowledge(ack.device(), ack.session(), ack.seq());
        effects.cut.forEach(outside::cut);
        effects.publish.forEach(this::publish);
        effects.touched.forEach(name -> outside.changed(name, effects.shut.contains(name)));
    }

    private void publish(StoredCommand command) {
        if (!mayHandOver(command)) return;
        try {
            channel.publish(command);
        } catch (BrokerUnavailable e) {
            counters.count("commands_wait_for_broker");
        }
    }

    /** What we know of the broker now. */
    BrokerVerdict broker() {
        return broker.get();
    }

    /**
     * Asked right before a command is handed over: false once its rollout was halted or its window
     * has closed, and over a broker that has not passed its test.
     */
    public boolean mayHandOver(StoredCommand command) {
        return command.withdraws()
                || (!shut.contains(command.rollout())
                        && !unvouched.contains(command.rollout())
                        && inWindow(command)
                        && broker.get() instanceof BrokerVerdict.Passed);
    }

    private boolean inWindow(StoredCommand command) {
        boolean hasOne = !command.closes().equals(Instant.MAX);
        return !hasOne || (wallTrusted && command.closes().isAfter(wall));
    }

    /** From now on nothing of this rollout is commanded, whatever was decided before. */
    public void shut(CampaignName rollout) {
        shut.add(rollout);
        channel.settle();
    }

    /** Whether nothing of this rollout is commanded any more. */
    public boolean isShut(CampaignName rollout) {
        return shut.contains(rollout);
    }

    public void open(CampaignName rollout) {
        shut.remove(rollout);
    }
}

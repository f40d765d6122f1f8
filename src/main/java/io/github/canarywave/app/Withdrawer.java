package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.States;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Takes back the attempts of stopped rollouts, a chunk a turn, so that a halt is answered at once
 * however many devices are under way. What is half done goes on after a restart. Confined to the
 * turn thread.
 */
final class Withdrawer {
    /** Attempts taken back in one transaction: each one costs a signature and some rows. */
    private static final int CHUNK_ROWS = 250;

    private final Store store;
    private final CommandForge forge;
    private final Set<CampaignName> unfinished = new LinkedHashSet<>();

    Withdrawer(Store store, CommandForge forge) {
        this.store = store;
        this.forge = forge;
        store.read(Store.Reads::rollouts).stream()
                .filter(rollout -> rollout.state().stopped())
                .map(Rollout::name)
                .forEach(unfinished::add);
    }

    void begin(Collection<CampaignName> stopped) {
        unfinished.addAll(stopped);
    }

    /** Does one more chunk; what is to be done after its commit, or nothing if none was left. */
    Optional<Effects> turn(Now now) {
        for (CampaignName name : Set.copyOf(unfinished)) {
            Optional<Effects> effects = turn(name, now);
            if (effects.isPresent()) return effects;
        }
        return Optional.empty();
    }

    private Optional<Effects> turn(CampaignName name, Now now) {
        if (!store.read(reads -> somethingLeft(reads, name))) {
            unfinished.remove(name);
            return Optional.empty();
        }
        return Optional.of(
                store.writeStop(
                        tx -> {
                            Effects effects = new Effects();
                            Book book = new Book(tx, now, effects);
                            new Withdrawal(tx, now, effects, forge, book)
                                    .takeBack(name, CHUNK_ROWS);
                            book.close();
                            return effects;
                        }));
    }

    /** Not when it goes on again: resuming has taken back what was left. */
    private static boolean somethingLeft(Store.Reads reads, CampaignName name) {
        boolean stopped = reads.rollout(name).filter(r -> r.state().stopped()).isPresent();
        return stopped && !reads.attemptsIn(name, Set.copyOf(States.STARTING), 1).isEmpty();
    }
}

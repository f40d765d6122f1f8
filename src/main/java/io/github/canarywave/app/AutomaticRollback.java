package io.github.canarywave.app;

import io.github.canarywave.app.Rollbacks.Made;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rollout;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Begins the rollback of campaigns that ask for it when a gate has halted them, once nobody is
 * between command and outcome. It goes by what is stored: what was half done at a death is begun
 * again. Confined to the turn thread.
 */
final class AutomaticRollback {
    private static final Logger LOG = LoggerFactory.getLogger(AutomaticRollback.class);

    /** Whom facts and the audit name. */
    private static final String WHO = "canarywave";

    private final Store store;
    private final CommandForge forge;
    private final CampaignReader campaigns;

    /** Those that have changed since they were looked at. */
    private final Set<CampaignName> changed = new LinkedHashSet<>();

    private final Map<CampaignName, Rollbacks> looking = new HashMap<>();

    AutomaticRollback(Store store, CommandForge forge, CampaignReader campaigns) {
        this.store = store;
        this.forge = forge;
        this.campaigns = campaigns;
        store.read(Store.Reads::rolloutsNotOver).stream()
                .filter(Rollout::mustGoBack)
                .map(Rollout::name)
                .forEach(changed::add);
    }

    void changed(Collection<CampaignName> rollouts) {
        changed.addAll(rollouts);
    }

    /** Does one more part of it; what is to be done after its commit, or nothing if none was. */
    Optional<Effects> turn(Now now) {
        // On a full disk a new campaign is refused, this one waits for room.
        if (changed.isEmpty() || store.trouble().isPresent()) return Optional.empty();
        for (CampaignName name : Set.copyOf(changed)) {
            Optional<Effects> done = turn(name, now);
            if (done.isPresent()) return done;
        }
        return Optional.empty();
    }

    private Optional<Effects> turn(CampaignName name, Now now) {
        try {
            Optional<Rollout> bad = store.read(reads -> due(reads, name));
            if (bad.isPresent()) return Optional.of(goBack(bad.get(), now));
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("rollback cannot begin by a fault of ours rollout={}", name, e);
        }
        looking.remove(name);
        changed.remove(name);
        return Optional.empty();
    }

    /** It is looked at again when something of it changes: whoever is in flight ends. */
    private static Optional<Rollout> due(Store.Reads reads, CampaignName name) {
        return reads.rollout(name)
                .filter(Rollout::mustGoBack)
                .filter(rollout -> reads.tally(name).inFlight() == 0);
    }

    private Effects goBack(Rollout bad, Now now) {
        Rollbacks rollbacks =
                looking.computeIfAbsent(
                        bad.name(),
                        _ -> new Rollbacks(campaigns, bad, Optional.empty(), now.hearing()));
        Optional<Made> made = store.read(rollbacks::more);
        Effects effects = new Effects();
        if (made.isEmpty()) return effects;
        store.write(
                tx -> {
                    Book book = new Book(tx, now, effects);
                    store(new Control(tx, book, now, effects, forge), bad, made.get());
                    book.close();
                    return tx;
                });
        looking.remove(bad.name());
        return effects;
    }

    private static void store(Control control, Rollout bad, Made made) {
        switch (made) {
            case Made.Ready ready -> {
                String why = "rollback of " + bad.name() + ", halted by a gate: " + bad.reason();
                new Beginning(control, WHO, why)
                        .goBack(bad.name(), ready)
                        .ifPresent(conflict -> refuse(control, bad, conflict));
            }
            case Made.Refused(var why) -> refuse(control, bad, why);
        }
    }

    private static void refuse(Control control, Rollout bad, String why) {
        control.book().put(control.book().rollout(bad.name()).goingBack(new Rollback.Refused(why)));
        control.book().fact(bad.name(), "rollback-refused", why);
        control.audit(WHO, "rollback-refused", bad.name(), why);
    }
}

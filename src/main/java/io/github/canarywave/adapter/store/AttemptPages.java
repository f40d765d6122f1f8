package io.github.canarywave.adapter.store;

import io.github.canarywave.adapter.store.Kept.Place;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Counting attempts that were read, and what they have become: a device that says three things in
 * one batch is written once. Confined to one transaction at a time.
 */
final class AttemptPages {
    private static final class Page {
        private Attempt stored;
        private Attempt now;

        Page(Attempt read) {
            stored = read;
            now = read;
        }
    }

    private final Map<Place, Page> pages = new HashMap<>();
    private final Set<Page> changed = new LinkedHashSet<>();
    private final Map<CommandId, Page> byCommand = new HashMap<>();
    private boolean namesPending;

    /** What this attempt has become, as it is kept from now on. */
    Attempt read(Attempt counting) {
        Page page =
                pages.computeIfAbsent(
                        new Place(counting.rollout(), counting.device()), _ -> new Page(counting));
        counting.command().ifPresent(id -> byCommand.put(id, page));
        return page.now;
    }

    List<Attempt> read(Collection<Attempt> counting) {
        List<Attempt> found = new ArrayList<>(counting.size());
        for (Attempt attempt : counting) found.add(read(attempt));
        return found;
    }

    Optional<Attempt> of(CampaignName rollout, DeviceId device) {
        return Optional.ofNullable(pages.get(new Place(rollout, device))).map(page -> page.now);
    }

    Optional<Attempt> of(CommandId command) {
        return Optional.ofNullable(byCommand.get(command))
                .map(page -> page.now)
                .filter(now -> now.command().filter(command::equals).isPresent());
    }

    /**
     * Notes what an attempt becomes.
     *
     * @return false when it is not kept here, so that it must be written at once
     */
    boolean replace(Attempt before, Attempt after) {
        Page page = pages.get(new Place(before.rollout(), before.device()));
        if (page == null || page.now.number() != before.number()) return false;
        Stale.unless(
                page.now.revision() == before.revision(),
                AttemptRows.nameOf(before),
                before.revision());
        page.now = after.withRevision(before.revision() + 1);
        changed.add(page);
        namesPending |= !after.command().equals(before.command());
        after.command().ifPresent(id -> byCommand.put(id, page));
        return true;
    }

    /** Forgets an attempt; what is stored of it, if it was kept here. */
    Optional<Attempt> forget(Attempt attempt) {
        Page page = pages.get(new Place(attempt.rollout(), attempt.device()));
        if (page == null || page.now.number() != attempt.number()) return Optional.empty();
        pages.remove(new Place(attempt.rollout(), attempt.device()));
        changed.remove(page);
        page.now.command().ifPresent(id -> byCommand.remove(id, page));
        return Optional.of(page.stored);
    }

    /** Whether a command was given to an attempt and nobody can find it by that yet. */
    boolean namesPending() {
        return namesPending;
    }

    /** Hands out what has changed: as it is stored, and as it shall be. */
    void write(BiConsumer<Attempt, Attempt> writer) {
        for (Page page : changed) {
            if (page.now.equals(page.stored)) continue;
            writer.accept(page.stored, page.now);
            page.stored = page.now;
        }
        changed.clear();
        namesPending = false;
    }

    int size() {
        return pages.size();
    }

    void clear() {
        pages.clear();
        changed.clear();
        byCommand.clear();
        namesPending = false;
    }
}

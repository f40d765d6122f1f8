package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Keeps how each rollout fared over time. Looks every few seconds at those that have changed, and
 * writes what it found of all of them at once: a turn pays nothing for it. Safe from any thread.
 */
public final class Curves implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Curves.class);

    private final Store store;
    private final Supplier<Instant> wallClock;
    private final BiConsumer<CampaignName, Curve.Point> told;
    private final Set<CampaignName> changed = ConcurrentHashMap.newKeySet();
    private final Map<CampaignName, SortedMap<Integer, Curve>> kept = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("curves").daemon().factory());

    /**
     * @param told each point, when it is stored
     */
    public Curves(
            Store store, Supplier<Instant> wallClock, BiConsumer<CampaignName, Curve.Point> told) {
        this.store = store;
        this.wallClock = wallClock;
        this.told = told;
    }

    /** Looks from now on by itself, first at whatever has not ended. */
    public Curves start() {
        store.read(Store.Reads::rolloutsNotOver).forEach(rollout -> changed(rollout.name()));
        long every = Curve.FIRST.toMillis();
        var _ = timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
        return this;
    }

    /** Something of this rollout has changed. */
    public void changed(CampaignName rollout) {
        changed.add(rollout);
    }

    private record Added(CampaignName rollout, Curve.Step.Longer step) {}

    /** Looks at what has changed since the last look. */
    void look() {
        try {
            List<CampaignName> names = List.copyOf(changed);
            names.forEach(changed::remove);
            look(names);
        } catch (StoreUnavailable e) {
            LOG.debug("curve not stored, the next look follows why=\"{}\"", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("curve not stored by a fault of ours", e);
        }
    }

    private void look(List<CampaignName> names) {
        try {
            looked(names).forEach(added -> told.accept(added.rollout(), added.step().added()));
        } catch (RuntimeException e) {
            changed.addAll(names);
            throw e;
        }
    }

    private synchronized List<Added> looked(List<CampaignName> names) {
        Instant now = wallClock.get().truncatedTo(ChronoUnit.MILLIS);
        List<Added> all = new ArrayList<>();
        for (CampaignName name : names) all.addAll(seen(name, now));
        if (all.isEmpty()) return all;
        store.write(
                tx -> {
                    for (Added added : all) {
                        int wave = added.step().added().wave();
                        tx.live().remove(added.rollout(), wave, added.step().removed());
                        tx.live().add(added.rollout(), added.step().added());
                    }
                    return tx;
                });
        for (Added added : all)
            of(added.rollout()).put(added.step().added().wave(), added.step().curve());
        return all;
    }

    private record Seen(Rollout rollout, Tally tally) {}

    private List<Added> seen(CampaignName name, Instant now) {
        return store.read(reads -> reads.rollout(name).map(r -> new Seen(r, reads.tally(name))))
                .map(seen -> seen(seen, now))
                .orElse(List.of());
    }

    private List<Added> seen(Seen seen, Instant now) {
        CampaignName name = seen.rollout().name();
        SortedMap<Integer, Curve> curves = of(name);
        List<Added> all = new ArrayList<>();
        for (int wave = 0; wave <= seen.rollout().openWave(); wave++) {
            Curve before = curves.getOrDefault(wave, Curve.EMPTY);
            switch (before.with(wave, now, seen.tally())) {
                case Curve.Step.Same _ -> {
                    // Nothing to add.
                }
                case Curve.Step.TooSoon _ -> changed.add(name);
                case Curve.Step.Longer longer -> all.add(new Added(name, longer));
            }
        }
        return all;
    }

    private SortedMap<Integer, Curve> of(CampaignName name) {
        return kept.computeIfAbsent(name, this::stored);
    }

    private SortedMap<Integer, Curve> stored(CampaignName name) {
        TreeMap<Integer, List<Curve.Point>> points = new TreeMap<>();
        for (Curve.Point point : store.read(reads -> reads.live().curve(name)))
            points.computeIfAbsent(point.wave(), _ -> new ArrayList<>()).add(point);
        SortedMap<Integer, Curve> curves = new TreeMap<>();
        points.forEach((wave, ofWave) -> curves.put(wave, Curve.of(ofWave)));
        return curves;
    }

    /** The points of a rollout's curve, by wave, then from the oldest. */
    public synchronized List<Curve.Point> points(CampaignName name) {
        return of(name).values().stream().flatMap(curve -> curve.points().stream()).toList();
    }

    /** How fast a rollout confirms devices and when it last moved; asked for each overview. */
    synchronized Speed speed(CampaignName name, Duration look) {
        return Speed.of(of(name).values(), wallClock.get(), look);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

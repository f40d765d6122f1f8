package io.github.canarywave.app;

import io.github.canarywave.app.Overview.Kind;
import io.github.canarywave.app.Overview.Need;
import io.github.canarywave.app.Overview.Summary;
import io.github.canarywave.app.Overview.WaveAt;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Makes the overview of everything. Safe from any thread. */
final class Overviews {
    /** A certificate that ends sooner needs a person who plans. */
    static final Duration CERTIFICATE = Duration.ofDays(90);

    /** The last quarter of an hour tells better than the whole, in which the canary was slow. */
    static final Duration LOOK = Duration.ofMinutes(15);

    /** Also what nothing changes gets older. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(5);

    private static final Set<String> WELL = Set.of("Confirmed", "Current");

    private final Store store;
    private final TurnLoop loop;
    private final Curves curves;
    private final Supplier<BrokerVerdict> broker;
    private final Supplier<List<ServerCertificate>> certificates;
    private final Supplier<FleetViews.Numbers> fleet;
    private final Supplier<Instant> wallClock;
    private final Map<CampaignName, Summary> ended = new ConcurrentHashMap<>();
    private final Map<CampaignName, Known> known = new ConcurrentHashMap<>();
    private final Set<CampaignName> dirty = ConcurrentHashMap.newKeySet();

    /** What was found of a rollout that goes on. */
    private record Known(Rollout rollout, Summary summary, List<Need> needs, long nanos) {
        boolean holds(Rollout now) {
            return rollout.equals(now) && System.nanoTime() - nanos < GOOD_FOR.toNanos();
        }
    }

    /**
     * @param fleet asked at each overview, so it answers at once
     * @param broker answers at once
     */
    Overviews(
            Store store,
            TurnLoop loop,
            Curves curves,
            Supplier<BrokerVerdict> broker,
            Supplier<List<ServerCertificate>> certificates,
            Supplier<FleetViews.Numbers> fleet,
            Supplier<Instant> wallClock) {
        this.store = store;
        this.loop = loop;
        this.curves = curves;
        this.broker = broker;
        this.certificates = certificates;
        this.fleet = fleet;
        this.wallClock = wallClock;
    }

    Overview now() {
        List<Need> needs = new ArrayList<>(outside());
        List<Summary> campaigns = new ArrayList<>();
        List<Rollout> going =
                store.read(Store.Reads::rolloutsNotOver).stream().map(loop::shown).toList();
        known.keySet().retainAll(going.stream().map(Rollout::name).toList());
        for (Rollout rollout : going) {
            Known seen = seen(rollout);
            needs.addAll(seen.needs());
            campaigns.add(seen.summary());
        }
        int room = Math.max(0, Overview.CAMPAIGNS - campaigns.size());
        List<Rollout> over = store.read(reads -> reads.live().over(room));
        over.forEach(rollout -> campaigns.add(ended(rollout)));
        long more = store.read(reads -> reads.live().countOver()) - over.size();
        needs.sort(Comparator.comparing(Need::kind));
        return new Overview(needs, fleet.get(), campaigns, Math.max(0, more));
    }

    /** A hundred campaigns that stand still are not counted twice a second. */
    private Known seen(Rollout rollout) {
        boolean changed = dirty.remove(rollout.name());
        Known before = known.get(rollout.name());
        if (!changed && before != null && before.holds(rollout)) return before;
        RolloutStatus status =
                store.read(reads -> Statuses.of(reads, rollout, loop.now())).withoutEvents();
        Speed speed = curves.speed(rollout.name(), LOOK);
        Known now =
                new Known(
                        rollout,
                        summary(rollout, status, speed),
                        needs(rollout, status, speed),
                        System.nanoTime());
        known.put(rollout.name(), now);
        return now;
    }

    private List<Need> outside() {
        List<Need> needs = new ArrayList<>();
        store.trouble().ifPresent(why -> needs.add(Need.of(Kind.DISK, why, "/")));
        if (broker.get() instanceof BrokerVerdict.Failed failed)
            needs.add(Need.of(Kind.BROKER, failed.objection().orElseThrow(), "/"));
        Instant now = wallClock.get();
        Set<String> told = new HashSet<>();
        for (ServerCertificate certificate : certificates.get()) {
            if (!certificate.expires().isBefore(now.plus(CERTIFICATE))) continue;
            if (!told.add(certificate.fingerprint())) continue;
            long days = Math.max(0, Duration.between(now, certificate.expires()).toDays());
            needs.add(
                    Need.of(
                            Kind.CERTIFICATE,
                            certificate.scope()
                                    + " certificate "
                                    + certificate.name()
                                    + " expires in "
                                    + days
                                    + " days",
                            "/releases"));
        }
        return needs;
    }

    private List<Need> needs(Rollout rollout, RolloutStatus status, Speed speed) {
        return store.read(
                reads ->
                        new Needs(reads, rollout, status, speed, loop.now(), wallClock.get())
                                .all());
    }

    private static Summary summary(Rollout rollout, RolloutStatus status, Speed speed) {
        long ok = sum(status.states(), WELL);
        long failed = sum(status.states(), States.FAILED);
        long waiting = status.states().getOrDefault("Queued", 0L);
        OptionalLong eta =
                rollout.running()
                        ? speed.secondsFor(waiting + status.inFlight())
                        : OptionalLong.empty();
        return new Summary(
                status.name(),
                status.product(),
                status.version(),
                status.state(),
                status.reason(),
                wave(rollout),
                status.cohort(),
                ok,
                failed,
                status.inFlight(),
                waiting,
                status.startedAt(),
                status.endedAt(),
                eta);
    }

    private static Optional<WaveAt> wave(Rollout rollout) {
        int open = rollout.openWave();
        return open < 0
                ? Optional.empty()
                : Optional.of(
                        new WaveAt(
                                rollout.wave(open).name(),
                                open + 1,
                                rollout.campaign().waves().size()));
    }

    private static long sum(Map<String, Long> states, Collection<String> which) {
        return which.stream().mapToLong(state -> states.getOrDefault(state, 0L)).sum();
    }

    /** What has ended seldom changes any more: it is counted once, and again when it does. */
    private Summary ended(Rollout rollout) {
        return ended.computeIfAbsent(rollout.name(), _ -> counted(rollout));
    }

    /** Something of this rollout has changed. */
    void changed(CampaignName rollout) {
        dirty.add(rollout);
        ended.remove(rollout);
    }

    private Summary counted(Rollout rollout) {
        return store.read(
                reads -> {
                    Tally tally = reads.tally(rollout.name());
                    return new Summary(
                            rollout.name().value(),
                            rollout.release().name().product().value(),
                            rollout.release().name().version().value(),
                            rollout.state().word(),
                            rollout.reason(),
                            wave(rollout),
                            rollout.devices(),
                            sum(tally, WELL),
                            sum(tally, States.FAILED),
                            tally.inFlight(),
                            tally.in("Queued"),
                            reads.appliedAt(rollout.name()).orElseThrow(),
                            reads.live()
                                    .last(
                                            rollout.name(),
                                            rollout.state().word().toLowerCase(Locale.ROOT))
                                    .map(Fact::at),
                            OptionalLong.empty());
                });
    }

    private static long sum(Tally tally, Collection<String> states) {
        return states.stream().mapToLong(tally::in).sum();
    }
}

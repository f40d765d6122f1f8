package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Windows;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Asks the attempt before bytes go out, and cuts what was withdrawn. Safe from any thread. */
public final class Downloads implements DownloadDesk {
    /** Withdrawn attempts remembered against requests that were admitted a moment before. */
    private static final int CUTS_REMEMBERED = 100_000;

    private static final int STORE_RETRY_SECONDS = 5;

    /** Devices that wait for the same thing come back within so many seconds of each other. */
    private static final int SPREAD_SECONDS = 30;

    private static final int SOONEST_RETRY_SECONDS = 5;

    /** A device looks again after so long at the latest; what it waits for may come sooner. */
    private static final Duration LONGEST_RETRY = Duration.ofDays(1);

    private final DownloadLimits limits;
    private final Store store;
    private final DownloadTickets tickets;
    private final Predicate<CampaignName> isShut;
    private final Inbox inbox;
    private final Grants grants;
    private final Transfers transfers = new Transfers();
    private final Map<Long, Set<Runnable>> underWay = new ConcurrentHashMap<>();
    private final Set<Long> cuts =
            Collections.synchronizedSet(
                    Collections.newSetFromMap(
                            new LinkedHashMap<>() {
                                private static final long serialVersionUID = 1;

                                @Override
                                protected boolean removeEldestEntry(
                                        Map.Entry<Long, Boolean> eldest) {
                                    return size() > CUTS_REMEMBERED;
                                }
                            }));

    /**
     * @param isShut whether a rollout hands out nothing any more, known before the store knows
     */
    public Downloads(
            Store store, DownloadTickets tickets, Predicate<CampaignName> isShut, Inbox inbox) {
        this(store, tickets, isShut, inbox, new DownloadLimits(DownloadLimits.Rates.NONE));
    }

    /**
     * @param isShut whether a rollout hands out nothing any more, known before the store knows
     */
    public Downloads(
            Store store,
            DownloadTickets tickets,
            Predicate<CampaignName> isShut,
            Inbox inbox,
            DownloadLimits limits) {
        this(store, tickets, isShut, inbox, limits, System::nanoTime);
    }

    /**
     * @param isShut whether a rollout hands out nothing any more, known before the store knows
     * @param nanos a clock that never jumps
     */
    public Downloads(
            Store store,
            DownloadTickets tickets,
            Predicate<CampaignName> isShut,
            Inbox inbox,
            DownloadLimits limits,
            LongSupplier nanos) {
        this.grants = new Grants(nanos);
        this.limits = limits;
        this.store = store;
        this.tickets = tickets;
        this.isShut = isShut;
        this.inbox = inbox;
    }

    @Override
    public Optional<Admission.Admitted> known(String token, Instant wall) {
        return tickets.read(token)
                .filter(ticket -> ticket.expires().isAfter(wall))
                .flatMap(ticket -> grants.of(ticket.attemptKey(), isShut));
    }

    @Override
    public Admission admit(String token, Instant wall) {
        Optional<DownloadTickets.Ticket> ticket = tickets.read(token);
        if (ticket.isEmpty()) return new Admission.Unknown("we did not make this URL");
        if (!ticket.get().expires().isAfter(wall))
            return new Admission.Gone("the URL expired at " + ticket.get().expires());
        try {
            return store.read(reads -> admit(reads, ticket.get().attemptKey(), wall));
        } catch (StoreUnavailable e) {
            return new Admission.Busy(STORE_RETRY_SECONDS, "the store does not answer");
        }
    }

    private Admission admit(Store.Reads reads, long key, Instant wall) {
        Optional<Attempt> found = reads.attemptOfKey(key);
        if (found.isEmpty()) return new Admission.Gone("the attempt is not known any more");
        Attempt attempt = found.get();
        Attempt counting = reads.attempt(attempt.rollout(), attempt.device()).orElse(attempt);
        if (counting.number() != attempt.number())
            return new Admission.Gone("superseded by attempt " + counting.number());
        boolean starting = attempt.state() instanceof State.Starting;
        Rollout rollout = reads.rollout(attempt.rollout()).orElseThrow();
        if (starting && rollout.state().stopped())
            return new Admission.Gone("the rollout is " + rollout.state().word());
        // A device takes "gone" for good, and this halt is not stored yet.
        if (starting && isShut.test(attempt.rollout()))
            return new Admission.Busy(STORE_RETRY_SECONDS, "the rollout is being halted");
        // After its last byte a device may ask again for what did not reach it.
        if (!starting && !(attempt.state() instanceof State.Installing))
            return new Admission.Gone("the attempt is " + attempt.state().word());
        // What has its last byte is not withdrawn; of a revoked release nobody gets another one.
        Optional<String> revoked =
                starting ? Optional.empty() : ReleaseRules.revoked(reads, rollout);
        if (revoked.isPresent()) return new Admission.Gone(revoked.get());
        Device device = reads.device(attempt.device()).orElseThrow();
        Optional<Admission> closed = starting ? closed(rollout, device, wall) : Optional.empty();
        return closed.orElseGet(() -> granted(admitted(rollout, device, attempt), rollout));
    }

    /** Not Gone, which a device takes for good: the clock here may have jumped. */
    private static Optional<Admission> closed(Rollout rollout, Device device, Instant wall) {
        UpdateWindow window = rollout.campaign().window();
        Windows windows = new Windows(window, HearingTime.first(wall));
        if (window.atEnd() == AtEnd.FINISH_STARTED || !windows.closed(device))
            return Optional.empty();
        long seconds =
                windows.opensAgain(device)
                        .map(opens -> Duration.between(wall, opens).toSeconds())
                        .orElse(Long.MAX_VALUE);
        int wait = (int) Math.min(seconds + spread(device), LONGEST_RETRY.toSeconds());
        return Optional.of(new Admission.Busy(wait, windows.condition(device).value()));
    }

    /** So that those who wait for the same window do not all come in its first second. */
    private static int spread(Device device) {
        return Math.floorMod(device.id().hashCode(), SPREAD_SECONDS);
    }

    /** One that is limited asks for its place each time. */
    private Admission granted(Admission.Admitted admitted, Rollout rollout) {
        if (admitted.limited()) return admitted;
        grants.put(admitted, rollout.name());
        // It may have been cut since it was read.
        if (cuts.contains(admitted.attemptKey())) grants.revoke(admitted.attemptKey());
        return admitted;
    }

    private Admission.Admitted admitted(Rollout rollout, Device device, Attempt attempt) {
        ArtifactContent content = rollout.artifactFor(device.model()).content();
        return new Admission.Admitted(
                attempt.key(),
                content.sha256(),
                content.size(),
                limits.concern(rollout, device),
                attempt.command().map(CommandId::made),
                Optional.of(holder(attempt)));
    }

    private static Holder holder(Attempt attempt) {
        return new Holder(attempt.device(), attempt.rollout(), attempt.number());
    }

    @Override
    public Optional<Holder> holder(String token) {
        return tickets.read(token)
                .flatMap(ticket -> store.read(reads -> reads.attemptOfKey(ticket.attemptKey())))
                .map(Downloads::holder);
    }

    @Override
    public Start start(Admission.Admitted admitted, Runnable end) {
        Optional<DownloadLimits.Place> place =
                admitted.limited()
                        ? store.read(reads -> place(reads, admitted.attemptKey()))
                        : Optional.of(DownloadLimits.Place.FREE);
        return place.<Start>map(p -> new Start.Begun(sending(admitted.attemptKey(), end, p)))
                .orElseGet(() -> new Start.Full(soon(), "too many downloads run now"));
    }

    private Optional<DownloadLimits.Place> place(Store.Reads reads, long key) {
        Attempt attempt = reads.attemptOfKey(key).orElseThrow();
        return limits.enter(
                reads.rollout(attempt.rollout()).orElseThrow(),
                reads.device(attempt.device()).orElseThrow());
    }

    /** Spread, or all that are refused in one second would come again in one. */
    private static int soon() {
        return SOONEST_RETRY_SECONDS + ThreadLocalRandom.current().nextInt(SPREAD_SECONDS);
    }

    @Override
    public Sending sending(long attemptKey, Runnable end) {
        return sending(attemptKey, end, DownloadLimits.Place.FREE);
    }

    private Sending sending(long attemptKey, Runnable end, DownloadLimits.Place place) {
        Runnable cut = once(end);
        underWay.compute(attemptKey, (_, running) -> with(running, cut));
        if (cuts.contains(attemptKey)) cut.run();
        AtomicBoolean over = new AtomicBoolean();
        return new Sending() {
            @Override
            public Duration take(long bytes) {
                return place.take(bytes);
            }

            @Override
            public int piece() {
                return place.piece();
            }

            @Override
            public void ended(long upTo, boolean last) {
                if (over.compareAndSet(false, true)) end(upTo, last, Optional.empty());
            }

            @Override
            public void ended(Sent sent) {
                if (over.compareAndSet(false, true))
                    end(sent.upTo(), sent.last(), transfers.took(attemptKey, sent));
            }

            private void end(long upTo, boolean last, Optional<Transfer> all) {
                place.leave();
                underWay.computeIfPresent(
                        attemptKey,
                        (_, running) -> {
                            running.remove(cut);
                            return running.isEmpty() ? null : running;
                        });
                String how = all.map(Transfer::words).orElse("");
                if (upTo > 0 && grants.tells(attemptKey, upTo, last))
                    inbox.offer(new Heard.Served(attemptKey, upTo, last, how));
            }
        };
    }

    private static Runnable once(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) action.run();
        };
    }

    /** Within the map's own lock, as the last response out takes the set away. */
    private static Set<Runnable> with(@Nullable Set<Runnable> running, Runnable cut) {
        Set<Runnable> all = running == null ? ConcurrentHashMap.newKeySet() : running;
        all.add(cut);
        return all;
    }

    /** Ends the responses of an attempt, and those that are about to begin. */
    public void cut(long attemptKey) {
        cuts.add(attemptKey);
        grants.revoke(attemptKey);
        transfers.forget(attemptKey);
        underWay.getOrDefault(attemptKey, Set.of()).forEach(Runnable::run);
    }

    /** Responses under way. */
    public int underWay() {
        return underWay.values().stream().mapToInt(Set::size).sum();
    }
}

package io.github.canarywave.app;

import io.github.canarywave.app.GateSources.Question;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.Answer;
import io.github.canarywave.domain.rollout.Answers;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks the systems outside that gates of open waves wait for, and keeps what they said last: in
 * memory alone, after a restart they are asked again. Confined to the turn thread, except where
 * something else is said.
 */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    /** Prometheus scrapes every 15 s to 1 min: asking more often brings nothing new. */
    static final Duration EVERY = Duration.ofSeconds(30);

    /** Whether a question is due is looked at this often: it reads each rollout. */
    static final Duration LOOK = Duration.ofSeconds(1);

    /** Beyond the patience of any source: whoever breaks the promise to answer blocks nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Store store;
    private final GateSources sources;
    private final Map<Spot, HearingTime> asked = new HashMap<>();
    private final Set<Spot> open = new HashSet<>();
    private final Set<Spot> silent = new HashSet<>();
    private final Map<Spot, Fact> news = new LinkedHashMap<>();
    private final Map<Spot, String> faults = new HashMap<>();
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private volatile Runnable onArrival = () -> {};
    private volatile Map<CampaignName, Answers> heard = Map.of();
    private Duration looked = Duration.ofDays(-1);

    /** Of a question, in an event or a line of the log: enough to know it again. */
    private static final int QUESTION_MAX_CHARACTERS = 100;

    private static final Answer NOT_ASKED =
            new Answer.Silence("it could not be asked, the log says why");

    /**
     * One question of one rollout.
     *
     * @param label the wave and what is asked, for people
     */
    private record Spot(CampaignName rollout, Answers.Place place, String label) {
        static Spot of(Rollout rollout, int wave, Gate.Outside gate) {
            String question = gate.question();
            return new Spot(
                    rollout.name(),
                    new Answers.Place(wave, gate.asked()),
                    "wave "
                            + rollout.wave(wave).name()
                            + ": "
                            + (question.length() > QUESTION_MAX_CHARACTERS
                                    ? question.substring(0, QUESTION_MAX_CHARACTERS) + "…"
                                    : question));
        }
    }

    /**
     * @param fault of ours, for which there is no answer
     */
    private record Arrival(Spot spot, Answer answer, Optional<Throwable> fault) {
        static Arrival of(Spot spot, @Nullable Answer answer, @Nullable Throwable fault) {
            return answer != null && fault == null
                    ? new Arrival(spot, answer, Optional.empty())
                    : new Arrival(spot, NOT_ASKED, Optional.of(cause(fault)));
        }

        private static Throwable cause(@Nullable Throwable fault) {
            if (fault == null) return new IllegalStateException("the source answered null");
            return fault instanceof CompletionException e && e.getCause() != null
                    ? e.getCause()
                    : fault;
        }
    }

    Asking(Store store, GateSources sources) {
        this.store = store;
        this.sources = sources;
    }

    /** Called when an answer has come, from any thread. */
    void onArrival(Runnable wake) {
        onArrival = wake;
    }

    /** What was said last, by rollout. Safe from any thread. */
    Map<CampaignName, Answers> heard() {
        return heard;
    }

    /** What to do before a gate can be asked. Safe from any thread. */
    GateSources sources() {
        return sources;
    }

    /** Takes what has come; the rollouts of which something has. */
    Set<CampaignName> take(HearingTime now) {
        Set<CampaignName> told = new HashSet<>();
        for (Arrival a = arrivals.poll(); a != null; a = arrivals.poll()) {
            take(a, now);
            told.add(a.spot().rollout());
        }
        return told;
    }

    /** Stores since when gates have no reading or have one again; later if it does not go now. */
    private void tell() {
        if (news.isEmpty()) return;
        Map<Spot, Fact> told = new LinkedHashMap<>(news);
        news.clear();
        try {
            store.write(
                    tx -> {
                        told.values().forEach(tx::add);
                        return tx;
                    });
        } catch (StoreUnavailable e) {
            // No reason to fail a turn: whatever must be stored says that the store is away.
            news.putAll(told);
        }
    }

    /** Asks what is due. */
    void ask(HearingTime now) {
        if (now.ran().minus(looked).compareTo(LOOK) < 0) return;
        looked = now.ran();
        tell();
        List<Rollout> rollouts = store.read(Store.Reads::rolloutsGoingOn);
        Set<Spot> wanted = new HashSet<>();
        for (Rollout rollout : rollouts) {
            Map<Spot, Gate.Outside> spots = spots(rollout);
            wanted.addAll(spots.keySet());
            if (rollout.running())
                spots.forEach((spot, gate) -> askIfDue(rollout, spot, gate, now));
        }
        forget(wanted);
    }

    /** The gates of all open waves: those of earlier waves may still be breached. */
    private static Map<Spot, Gate.Outside> spots(Rollout rollout) {
        Map<Spot, Gate.Outside> spots = new LinkedHashMap<>();
        for (int wave = 0; wave <= rollout.openWave(); wave++)
            for (Gate gate : rollout.wave(wave).gates())
                if (gate instanceof Gate.Outside outside)
                    spots.put(Spot.of(rollout, wave, outside), outside);
        return spots;
    }

    private void askIfDue(Rollout rollout, Spot spot, Gate.Outside gate, HearingTime now) {
        if (open.contains(spot) || !due(rollout, spot, now)) return;
        asked.put(spot, now);
        open.add(spot);
        CompletableFuture<Answer> _ =
                CompletableFuture.completedFuture(spot.place().wave())
                        .thenApply(wave -> question(rollout, wave))
                        .thenCompose(question -> sources.ask(gate, question))
                        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete(
                                (answer, fault) -> {
                                    arrivals.add(Arrival.of(spot, answer, fault));
                                    onArrival.run();
                                });
    }

    private boolean due(Rollout rollout, Spot spot, HearingTime now) {
        HearingTime last = asked.get(spot);
        if (last == null || now.ran().minus(last.ran()).compareTo(EVERY) >= 0) return true;
        // What was said before the soak was over does not count for its end.
        return spot.place().wave() == rollout.openWave()
                && rollout.soakOver()
                        .filter(over -> !now.now().isBefore(over) && last.now().isBefore(over))
                        .isPresent();
    }

    private Question question(Rollout rollout, int wave) {
        return store.read(
                reads -> {
                    Tally tally = reads.tally(rollout.name());
                    return new Question(
                            rollout.name().value(),
                            rollout.wave(wave).name(),
                            rollout.release().name().product().value(),
                            rollout.release().name().version().value(),
                            revision(reads, rollout.name()),
                            tally.devices(wave),
                            tally.in(wave, "Confirmed") + tally.in(wave, "Current"),
                            tally.bad(wave),
                            tally.inFlight(wave));
                });
    }

    private static int revision(Store.Reads reads, CampaignName name) {
        return reads.people().revisions(name).stream()
                .mapToInt(CampaignRevision::number)
                .max()
                .orElse(1);
    }

    private void take(Arrival arrival, HearingTime now) {
        Spot spot = arrival.spot();
        open.remove(spot);
        HearingTime at = asked.get(spot);
        if (at == null) return; // Its rollout was stopped or has ended meanwhile.
        complain(spot, arrival.fault());
        Answers before = heard.getOrDefault(spot.rollout(), Answers.NONE);
        Answers after = before.with(spot.place(), arrival.answer(), at);
        note(spot, after.of(spot.place()), now);
        Map<CampaignName, Answers> all = new HashMap<>(heard);
        all.put(spot.rollout(), after);
        heard = Map.copyOf(all);
    }

    /** A fault that stays gets one line, with where it happened. */
    private void complain(Spot spot, Optional<Throwable> fault) {
        String last = faults.getOrDefault(spot, "");
        String what = fault.map(Throwable::toString).orElse("");
        if (what.isEmpty()) faults.remove(spot);
        else faults.put(spot, what);
        if (!what.isEmpty() && !what.equals(last))
            LOG.error(
                    "gate not asked by a fault of ours; it holds rollout={} gate=\"{}\"",
                    spot.rollout(),
                    spot.label(),
                    fault.orElseThrow());
    }

    /** A question in vain changes nothing while the reading before is good. */
    private void note(Spot spot, Answers.Last last, HearingTime now) {
        boolean lost = last.fresh(now.ran()).isEmpty();
        if (lost == silent.contains(spot)) return;
        if (lost) silent.add(spot);
        else silent.remove(spot);
        String why = spot.label() + (lost ? ": " + last.silence() : " has a reading again");
        news.put(
                spot,
                Fact.of(now.wall(), spot.rollout(), lost ? "gate-silent" : "gate-heard", why));
        if (lost) LOG.warn("gate has no reading rollout={} why=\"{}\"", spot.rollout(), why);
        else
            LOG.info(
                    "gate has a reading again rollout={} gate=\"{}\"",
                    spot.rollout(),
                    spot.label());
    }

    private void forget(Set<Spot> wanted) {
        if (!asked.keySet().retainAll(wanted)) return;
        silent.retainAll(wanted);
        faults.keySet().retainAll(wanted);
        Map<CampaignName, Answers> all = new HashMap<>(heard);
        all.keySet().retainAll(wanted.stream().map(Spot::rollout).toList());
        heard = Map.copyOf(all);
    }
}

package io.github.canarywave.app;

import io.github.canarywave.app.GateSources.Question;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.Answer;
import io.github.canarywave.domain.rollout.Answers;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private volatile Runnable onArrival = () -> {};
    private volatile Map<CampaignName, Answers> heard = Map.of();
    private Duration looked = Duration.ofDays(-1);

    /** One question of one rollout. */
    private record Spot(CampaignName rollout, Answers.Place place) {}

    private record Arrival(Spot spot, Answer answer) {}

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
    Set<CampaignName> take() {
        Set<CampaignName> told = new HashSet<>();
        for (Arrival a = arrivals.poll(); a != null; a = arrivals.poll()) {
            take(a);
            told.add(a.spot().rollout());
        }
        return told;
    }

    /** Asks what is due. */
    void ask(HearingTime now) {
        if (now.ran().minus(looked).compareTo(LOOK) < 0) return;
        looked = now.ran();
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
                    spots.put(
                            new Spot(rollout.name(), new Answers.Place(wave, outside.asked())),
                            outside);
        return spots;
    }

    private void askIfDue(Rollout rollout, Spot spot, Gate.Outside gate, HearingTime now) {
        if (open.contains(spot) || !due(rollout, spot, now)) return;
        CompletableFuture<Answer> coming = answer(gate, question(rollout, spot.place().wave()));
        asked.put(spot, now);
        open.add(spot);
        CompletableFuture<Void> _ =
                coming.thenAccept(
                        answer -> {
                            arrivals.add(new Arrival(spot, answer));
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

    private CompletableFuture<Answer> answer(Gate.Outside gate, Question question) {
        return CompletableFuture.completedFuture(question)
                .thenCompose(q -> sources.ask(gate, q))
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(
                        e -> {
                            LOG.error(
                                    "gate not asked by a fault of ours gate=\"{}\" why=\"{}\"",
                                    gate.asked(),
                                    e.toString());
                            return new Answer.Silence("it could not be asked, the log says why");
                        });
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

    private void take(Arrival arrival) {
        Spot spot = arrival.spot();
        open.remove(spot);
        HearingTime at = asked.get(spot);
        if (at == null) return; // Its rollout has ended meanwhile.
        Answers before = heard.getOrDefault(spot.rollout(), Answers.NONE);
        Answers after = before.with(spot.place(), arrival.answer(), at);
        log(spot, before.of(spot.place()), after.of(spot.place()));
        Map<CampaignName, Answers> all = new HashMap<>(heard);
        all.put(spot.rollout(), after);
        heard = Map.copyOf(all);
    }

    private static void log(Spot spot, Answers.Last before, Answers.Last after) {
        if (before.trouble().isEmpty() == after.trouble().isEmpty()) return;
        if (after.trouble().isPresent())
            LOG.warn(
                    "gate has no reading rollout={} wave={} gate=\"{}\" why=\"{}\"",
                    spot.rollout(),
                    spot.place().wave(),
                    spot.place().asked(),
                    after.trouble().get().why());
        else
            LOG.info(
                    "gate has a reading again rollout={} wave={} gate=\"{}\"",
                    spot.rollout(),
                    spot.place().wave(),
                    spot.place().asked());
    }

    private void forget(Set<Spot> wanted) {
        if (!asked.keySet().retainAll(wanted)) return;
        Map<CampaignName, Answers> all = new HashMap<>(heard);
        all.keySet().retainAll(wanted.stream().map(Spot::rollout).toList());
        heard = Map.copyOf(all);
    }
}

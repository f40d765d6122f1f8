package io.github.canarywave.statistics;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Decision;
import io.github.canarywave.domain.rollout.Fold;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.Signal;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.Verdict;
import io.github.canarywave.domain.rollout.View;
import io.github.canarywave.domain.rollout.Window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * One campaign on the rules as the server runs them - {@link Deciding}, {@link Fold}, {@link
 * Counted}, {@link Window} - with devices that need no wire and no store. It is decided after each
 * failure, and every few seconds in which something happened.
 */
final class Trial {
    /** Decisions without a failure in between may wait this long. */
    private static final long TURN_MILLIS = 5_000;

    private static final int ACCEPT_SECONDS = 2;
    private static final int DOWNLOAD_SECONDS = 40;
    private static final int BOOT_SECONDS = 20;

    private final Rule rule;
    private final Cohort cohort;
    private final Firmware firmware;
    private final RandomGenerator random;
    private final Fold fold;
    private final Attempt[] attempts;
    private final Optional<Counted>[] counted;
    private final EventQueue events = new EventQueue();
    private final PriorityQueue<Retry> retries = new PriorityQueue<>();
    private final List<Start> starts = new ArrayList<>();
    private final boolean[] failing;
    private final Map<Tally.Key, Long> counts = new HashMap<>();
    private final Map<Tally.EvidenceKey, Long> evidence = new HashMap<>();
    private final Map<String, Integer> heldAfter = new HashMap<>();
    private final Map<String, Integer> commandedOf = new HashMap<>();
    private Rollout rollout;
    private long millis;
    private int next;
    private int commanded;
    private int commands;
    private int inFlight;
    private final int[] inFlightOf;
    private boolean judging;
    private long wakeMillis = -1;
    private int approvals;
    private boolean failedNow;
    private Optional<String> end = Optional.empty();

    private record Retry(long millis, int device) implements Comparable<Retry> {
        @Override
        public int compareTo(Retry other) {
            return Long.compare(millis, other.millis);
        }
    }

    /** Attempts in the order in which they passed the start of installation. */
    private record Start(int device, int attempt) {}

    /**
     * What became of it.
     *
     * @param halted by a gate
     * @param commanded devices commanded in all
     * @param approvals how often a person had to open a wave
     * @param heldAfter of each stratum that was held, how many of its devices had been commanded
     */
    record Outcome(boolean halted, int commanded, int approvals, Map<String, Integer> heldAfter) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    Trial(Campaign campaign, Rule rule, Cohort cohort, Firmware firmware, RandomGenerator random) {
        this.rule = rule;
        this.cohort = cohort;
        this.firmware = firmware;
        this.random = random;
        this.fold = new Fold(campaign);
        this.attempts = cohort.attempts();
        this.inFlightOf = new int[campaign.waves().size()];
        this.failing = new boolean[attempts.length];
        this.counted = new Optional[attempts.length];
        java.util.Arrays.fill(counted, Optional.empty());
        for (Attempt attempt : attempts) counts.merge(Tally.Key.of(attempt), 1L, Long::sum);
        this.rollout = Rollout.preparing(campaign, Samples.release()).frozen(attempts.length);
    }

    Outcome run() {
        decide();
        while (end.isEmpty()) {
            if (events.isEmpty()) {
                // Ten were commanded and none came back: the slow start waits for a person.
                if (!rollout.reason().contains("none has confirmed yet"))
                    throw new IllegalStateException("stuck: " + rollout.reason());
                ended("held", rollout.reason());
                break;
            }
            long until = events.millis() + TURN_MILLIS;
            while (end.isEmpty() && !events.isEmpty() && events.millis() <= until) {
                millis = Math.max(millis, events.millis());
                step(events.take());
                if (failedNow) decide();
            }
            if (end.isEmpty()) decide();
        }
        return new Outcome(end.get().equals("halted"), commanded, approvals, heldAfter);
    }

    private Instant now() {
        return Samples.T0.plusMillis(millis);
    }

    private HearingTime time() {
        return new HearingTime(now(), now(), Duration.ZERO, Duration.ofMillis(millis));
    }

    /** The next thing that happens to a device, or to nobody: then it is only time to decide. */
    private void step(int device) {
        if (device == attempts.length) return;
        Attempt attempt = attempts[device];
        switch (attempt.state()) {
            case State.Commanded _ -> {
                fold(device, new Signal.SaidAccepted(now()));
                later(device, Firmware.around(DOWNLOAD_SECONDS, random));
            }
            case State.Accepted _ -> downloaded(device);
            case State.Installing _ -> installed(device);
            case State.Probation _ -> fold(device, new Signal.SaidConfirmed(now(), true));
            default -> throw new IllegalStateException("nothing can happen in " + attempt.state());
        }
    }

    private void downloaded(int device) {
        if (firmware.isRetried(random)) {
            fold(device, new Signal.SaidFailed(now(), Code.DIGEST_MISMATCH));
            return;
        }
        fold(device, new Signal.SaidInstalling(now()));
        boolean fails = cohort.fails(device, firmware, random);
        if (!fails) later(device, BOOT_SECONDS * 1_000L);
        else if (firmware.silent()) at(device, attempts[device].state().deadline());
        else later(device, Firmware.around(firmware.failureSeconds(), random));
        failing[device] = fails;
    }

    private void installed(int device) {
        if (!failing[device]) {
            fold(device, new Signal.SaidProbation(now()));
            later(device, Firmware.around(firmware.successSeconds(), random));
        } else if (firmware.silent()) fold(device, new Signal.DeadlinePassed(now()));
        else fold(device, new Signal.SaidRolledBack(now(), Code.HEALTH_CHECK));
    }

    private void later(int device, long delayMillis) {
        events.add(millis + delayMillis, device);
    }

    private void at(int device, Instant at) {
        events.add(at.toEpochMilli() - Samples.T0.toEpochMilli(), device);
    }

    /** As the book of a turn does it. */
    private void fold(int device, Signal signal) {
        Attempt before = attempts[device];
        double u = random.nextDouble();
        Fold.Result result = fold.fold(before, signal, () -> u);
        Attempt after = result.attempt();
        if (result.passedStart()) {
            rollout = rollout.starting();
            after = after.started(rollout.started());
            starts.add(new Start(device, after.number()));
        }
        if (after.state() instanceof State.Confirmed) rollout = rollout.confirming();
        attempts[device] = result.next().orElse(after);
        move(Tally.Key.of(before), Tally.Key.of(attempts[device]));
        result.next().ifPresent(again -> wait(device, again));
        weigh(device, before, result);
        advance();
    }

    private void move(Tally.Key from, Tally.Key to) {
        add(counts, from, -1);
        add(counts, to, 1);
        fly(from, -1);
        fly(to, 1);
    }

    private void fly(Tally.Key key, int change) {
        if (!States.ACTIVE.contains(key.state())) return;
        inFlight += change;
        inFlightOf[key.wave()] += change;
    }

    private static <K> void add(Map<K, Long> counts, K key, long change) {
        long count = counts.merge(key, change, Long::sum);
        if (count == 0) counts.remove(key);
    }

    private void weigh(int device, Attempt before, Fold.Result result) {
        State state = result.current().state();
        if (!Counted.mayChange(before.state(), state, result.evidence())) return;
        Optional<Counted> known = counted[device];
        Optional<Counted> after =
                Counted.after(known, state, result.evidence(), rollout.rulings().period(), now());
        if (after.equals(known)) return;
        counted[device] = after;
        known.ifPresent(c -> add(evidence, key(before, c), -1));
        after.ifPresent(c -> add(evidence, key(before, c), 1));
        failedNow |= after.filter(c -> c.verdict() == Verdict.BAD).isPresent();
        // Who stops counting was one of those that had not failed.
        judging |= failedNow || after.isEmpty();
    }

    private static Tally.EvidenceKey key(Attempt attempt, Counted counted) {
        return new Tally.EvidenceKey(
                attempt.wave(), attempt.stratum(), counted.verdict(), counted.period());
    }

    /** Lengthens the prefix of ended attempts. */
    private void advance() {
        List<Rollout.Started> entries = new ArrayList<>();
        for (int i = (int) rollout.prefixOrder(); i < starts.size(); i++) {
            Attempt now = attempts[starts.get(i).device()];
            boolean ended =
                    now.number() > starts.get(i).attempt() || now.state() instanceof State.Ended;
            if (!ended) break;
            entries.add(new Rollout.Started(i + 1, true, now.state() instanceof State.Confirmed));
        }
        if (!entries.isEmpty()) rollout = rollout.advancing(entries);
    }

    private void wait(int device, Attempt again) {
        State.Queued queued = (State.Queued) again.state();
        long at = queued.notBefore().toEpochMilli() - Samples.T0.toEpochMilli();
        retries.add(new Retry(at, device));
        events.add(at, attempts.length);
    }

    private void decide() {
        if (failedNow && stopped()) ended("halted", "the rule that we compare with");
        failedNow = false;
        boolean again = !isIdle();
        judging = false;
        while (again && end.isEmpty()) {
            again = false;
            Tally tally = new Tally(counts, evidence);
            int before = commands;
            HearingTime time = time();
            for (Decision decision : Deciding.decide(view(tally), time)) again |= apply(decision);
            if (commands > before)
                rollout = rollout.paced(commands - before, time.ran(), tally.bad());
            again &= !isIdle();
        }
        if (end.isEmpty()) wake();
    }

    /**
     * Whether the answer can only be to wait: nobody can be commanded, the wave cannot settle, and
     * no device has changed what the gates judge but to speak well of the release, which halts
     * nothing. Asked before the rules are, for speed.
     */
    private boolean isIdle() {
        return !judging
                && rollout.openWave() >= 0
                && inFlightOf[rollout.openWave()] > 0
                && (nobodyWaits() || room() == 0);
    }

    private boolean nobodyWaits() {
        return next >= rollout.openEnd() && (retries.isEmpty() || retries.peek().millis() > millis);
    }

    private long room() {
        return Math.min(starts(time()), Window.room(rollout, inFlight, 0));
    }

    /** Where the pace keeps somebody back, nothing else need happen before he goes. */
    private void wake() {
        boolean nobody = next >= rollout.openEnd() && retries.isEmpty();
        if (wakeMillis > millis || nobody || starts(time()) > 0) return;
        wakeMillis = millis + TURN_MILLIS;
        events.add(wakeMillis, attempts.length);
    }

    private boolean stopped() {
        Tally tally = new Tally(counts, evidence);
        int wave = rollout.openWave();
        return rule.stops(tally.bad(wave), tally.decided(wave), rollout.span(wave).devices());
    }

    /** As the server makes it: nobody is looked at when nobody can be commanded. */
    private View view(Tally tally) {
        long room = room();
        List<Candidate> candidates = new ArrayList<>();
        if (room == 0 && tally.inFlight(rollout.openWave()) > 0)
            return new View(rollout, tally, 0, false, candidates, Optional.empty());
        for (Retry retry : retries)
            if (retry.millis() <= millis
                    && candidates.size() <= room
                    && isFree(attempts[retry.device()]))
                candidates.add(cohort.candidate(attempts[retry.device()]));
        for (int i = next; i < rollout.openEnd() && candidates.size() <= room; i++)
            if (isFresh(i) && isFree(attempts[i])) candidates.add(cohort.candidate(attempts[i]));
        return new View(rollout, tally, 0, false, candidates, Optional.empty());
    }

    /** Nobody of a stratum that is held is commanded. */
    private boolean isFree(Attempt attempt) {
        return !rollout.rulings().heldStrata().containsKey(attempt.stratum());
    }

    private long starts(HearingTime time) {
        return rollout.pacing().allowed(rollout.campaign().pace().starts(), time.ran());
    }

    private boolean isFresh(int position) {
        return attempts[position].number() == 1
                && attempts[position].state() instanceof State.Queued;
    }

    /** Whether there may be more to decide. */
    private boolean apply(Decision decision) {
        switch (decision) {
            case Decision.Publish(var attempt, _) -> publish(attempt);
            case Decision.OpenWave(var wave, var why) ->
                    rollout = rollout.opening(wave, why).openedAt(now());
            case Decision.Settle _ -> rollout = rollout.settled(now());
            case Decision.HoldStratum(var stratum, var why) -> {
                heldAfter.put(stratum, commandedOf.getOrDefault(stratum, 0));
                rollout = rollout.holding(stratum, why);
            }
            case Decision.Halt(var why) -> ended("halted", why);
            case Decision.Complete(var why) -> ended("complete", why);
            case Decision.Hold hold -> {
                return held(hold);
            }
            default -> throw new IllegalStateException("not expected here: " + decision);
        }
        return true;
    }

    private void ended(String how, String why) {
        rollout = rollout.because(why);
        end = Optional.of(how);
    }

    private boolean held(Decision.Hold hold) {
        rollout = rollout.because(hold.why());
        if (hold.why().contains("a person approves")) {
            approvals++;
            rollout = rollout.overruling(Deciding.gateName(rollout.openWave(), 0));
            return true;
        }
        // Only devices of strata that a person has to decide on are left.
        if (events.isEmpty() && hold.why().contains("a person accepts")) ended("held", hold.why());
        hold.until().ifPresent(at -> at(attempts.length, at));
        return false;
    }

    private void publish(Attempt queued) {
        int device = queued.position();
        commands++;
        boolean fresh = !queued.commandCounts();
        if (fresh) rollout = rollout.commanding(1);
        if (queued.number() == 1) {
            commanded++;
            commandedOf.merge(queued.stratum(), 1, Integer::sum);
            while (next < attempts.length && (next == device || !isFresh(next))) next++;
        } else retries.removeIf(retry -> retry.device() == device);
        fold(device, new Signal.CommandStored(now()));
        later(device, Firmware.around(ACCEPT_SECONDS, random));
    }
}

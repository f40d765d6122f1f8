package io.github.canarywave.bench.rules;

import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Decision;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.Verdict;
import io.github.canarywave.domain.rollout.View;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One decision of a rollout with the default waves and the default evidence gate, in its last wave:
 * half of the devices have ended, one in 200 of them badly. It sees counts by stratum and the few
 * devices that may go, so its time must hardly depend on how many devices there are.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class DecideBench {
    /** Devices that the store hands to one decision at most: those to command, and some spare. */
    private static final int CANDIDATES = 550;

    private static final int IN_FLIGHT = 50;
    private static final int ONE_FAILS_IN = 200;

    @Param({"1000", "10000", "100000", "1000000"})
    public int devices;

    @Param("20")
    public int strata;

    private final HearingTime time = HearingTime.first(Samples.T0);

    @SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
    private View full;

    @SuppressWarnings("NullAway.Init")
    private View open;

    @Setup
    public void views() {
        full = view(new Pace(OptionalInt.of(IN_FLIGHT), false), List.of());
        List<Candidate> candidates =
                IntStream.range(0, CANDIDATES).mapToObj(this::candidate).toList();
        open = view(new Pace(OptionalInt.empty(), false), candidates);
    }

    /** The usual turn: as many devices as allowed are between command and outcome. */
    @Benchmark
    public List<Decision> windowFull() {
        return Deciding.decide(full, time);
    }

    /** The largest turn: each device that the store hands over is asked and commanded. */
    @Benchmark
    public List<Decision> commands() {
        return Deciding.decide(open, time);
    }

    private View view(Pace pace, List<Candidate> candidates) {
        Rollout running =
                Samples.running(
                        CampaignDraft.of(Samples.NAME, Samples.release().name()).pace(pace).build(),
                        devices,
                        3);
        int ended = devices / 2;
        Rollout counted = Samples.counted(running, ended, ended + IN_FLIGHT, ended);
        return new View(counted, tally(), 0, false, candidates, Optional.empty());
    }

    private Candidate candidate(int number) {
        int wave = running().campaign().waves().size() - 1;
        Attempt attempt =
                Attempt.frozen(Samples.NAME, Samples.id(number), number, wave, stratum(number))
                        .opened(Samples.at(1_000_000));
        return new Candidate(Samples.device(number), attempt);
    }

    private Rollout running() {
        return Samples.running(
                CampaignDraft.of(Samples.NAME, Samples.release().name()).build(), devices, 3);
    }

    private String stratum(int number) {
        return "stratum-%04d".formatted(number % strata);
    }

    /** Counts of all devices by wave and stratum, spread evenly. */
    private Tally tally() {
        Map<Tally.Key, Long> counts = new HashMap<>();
        Map<Tally.EvidenceKey, Long> evidence = new HashMap<>();
        Rollout rollout = running();
        int last = rollout.campaign().waves().size() - 1;
        for (int wave = 0; wave <= last; wave++)
            for (int s = 0; s < strata; s++) {
                long here = share(rollout.span(wave).devices(), s);
                long ended = wave == last ? 0 : here;
                long bad = share(rollout.span(wave).devices() / ONE_FAILS_IN, s);
                add(counts, wave, s, "Queued", here - ended);
                add(counts, wave, s, "RolledBack", Math.min(bad, ended));
                add(counts, wave, s, "Confirmed", ended - Math.min(bad, ended));
                say(evidence, wave, s, Verdict.BAD, Math.min(bad, ended));
                say(evidence, wave, s, Verdict.GOOD, ended - Math.min(bad, ended));
                if (wave < last) continue;
                add(counts, wave, s, "Installing", share(IN_FLIGHT, s));
                say(evidence, wave, s, Verdict.STARTED, share(IN_FLIGHT, s));
            }
        return new Tally(counts, evidence);
    }

    private long share(int all, int stratum) {
        return (long) all / strata + (stratum < all % strata ? 1 : 0);
    }

    private void add(Map<Tally.Key, Long> counts, int wave, int s, String state, long devices) {
        if (devices > 0) counts.put(new Tally.Key(wave, stratum(s), state, ""), devices);
    }

    private void say(
            Map<Tally.EvidenceKey, Long> evidence, int wave, int s, Verdict said, long devices) {
        if (devices > 0) evidence.put(new Tally.EvidenceKey(wave, stratum(s), said), devices);
    }
}

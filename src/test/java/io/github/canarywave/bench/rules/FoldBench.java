package io.github.canarywave.bench.rules;

import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Fold;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.Signal;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One signal folded into the attempt of the next device of a fleet in memory. Round by round each
 * device is commanded, accepts, installs, reboots, is born with the new image and confirms; then it
 * begins again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
public class FoldBench {
    private static final Instant AT = Samples.at(60);
    private static final double MIDDLE = 0.5;

    private static final List<Signal> LIFE =
            List.of(
                    new Signal.CommandStored(AT),
                    new Signal.SaidAccepted(AT),
                    new Signal.SaidInstalling(AT),
                    new Signal.SaidRebooting(AT),
                    new Signal.Born(AT, true, true, true, Optional.empty(), "update"),
                    new Signal.SaidConfirmed(AT, true));

    private final Fold fold = new Fold(Samples.campaign());

    @Param({"1000", "10000", "100000", "1000000"})
    public int devices;

    private Attempt[] first = {};
    private Attempt[] fleet = {};
    private int next;
    private int round;

    @Setup
    public void fleet() {
        first = new Attempt[devices];
        for (int i = 0; i < devices; i++)
            first[i] = Samples.queued(i, 0).commanded(new CommandId("%026d".formatted(i)), i + 1);
        fleet = first.clone();
        next = 0;
        round = 0;
    }

    @Benchmark
    public Fold.Result signal() {
        Attempt before = round == 0 ? first[next] : fleet[next];
        Fold.Result result = fold.fold(before, LIFE.get(round), () -> MIDDLE);
        if (!result.moved()) throw new IllegalStateException(before + " stayed: " + result.why());
        fleet[next] = result.attempt();
        if (++next == devices) {
            next = 0;
            round = (round + 1) % LIFE.size();
        }
        return result;
    }
}

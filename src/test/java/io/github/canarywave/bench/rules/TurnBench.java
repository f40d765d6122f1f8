package io.github.canarywave.bench.rules;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One whole turn on SQLite, on disk when it returns, of a rollout over all devices of which 1 000
 * are between command and outcome.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
public class TurnBench {
    /** Names the folder in which forks share what took long to make. */
    private static final String FOLDER = "bench.folder";

    @Param({"1000", "100000"})
    public int devices;

    @SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
    private BigRollout rollout;

    /** Before each turn; who needs another set-up is another state. */
    @State(Scope.Benchmark)
    public static class Reporting {
        @Setup(Level.Invocation)
        public void prepare(TurnBench bench) {
            bench.rollout.awaitReports();
        }
    }

    /** Before each turn that commands. */
    @State(Scope.Benchmark)
    public static class Commanding {
        @Setup(Level.Invocation)
        public void prepare(TurnBench bench) {
            bench.rollout.awaitCommands();
        }
    }

    @Setup
    public void open() throws IOException {
        rollout = BigRollout.open(Path.of(System.getProperty(FOLDER, "target")), devices);
    }

    @TearDown
    public void close() {
        rollout.close();
    }

    /** 1 000 reports of one state are folded; then nothing more may be commanded. */
    @Benchmark
    public int reports(Reporting ready) {
        return rollout.foldReports();
    }

    /** The next 1 000 devices are commanded. */
    @Benchmark
    public int commands(Commanding ready) {
        return rollout.command();
    }
}

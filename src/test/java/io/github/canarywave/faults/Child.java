package io.github.canarywave.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The program as a process of its own, which can be killed and frozen; killed when it is closed.
 * Safe from any thread.
 */
final class Child implements AutoCloseable {
    /** What the start script gives to a server. */
    static final List<String> SERVER = List.of("-Xmx1g");

    static final List<String> FLEET = List.of("-XX:+UseSerialGC", "-Xmx2g");
    static final List<String> COMMAND = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts {@code canarywave WORDS} and returns at once; what it says is appended to the log.
     *
     * @param jvm flags of its Java
     * @param environment variables that it has beside ours
     */
    static Child start(
            Path log, List<String> jvm, Map<String, String> environment, List<String> words) {
        return start(log, List.of(), jvm, environment, words);
    }

    /**
     * The same by another program, which becomes it.
     *
     * @param before words of that program, to be followed by ours
     */
    static Child start(
            Path log,
            List<String> before,
            List<String> jvm,
            Map<String, String> environment,
            List<String> words) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dstdout.encoding=UTF-8"));
        command.addAll(jvm);
        command.addAll(program());
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("CANARYWAVE_"));
        builder.environment().putAll(environment);
        try {
            return new Child(String.join(" ", words), log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    /**
     * The packed program, with what Java kept of an earlier start, where the command names them;
     * otherwise the classes of this process.
     */
    private static List<String> program() {
        String jar = System.getProperty("faults.jar", "");
        return jar.isEmpty()
                ? List.of("-cp", System.getProperty("java.class.path"), "io.github.canarywave.Main")
                : List.of("-XX:AOTCache=" + System.getProperty("faults.cache"), "-jar", jar);
    }

    /** Runs a command to its end, which must be a good one. */
    static void run(Path log, List<String> words) {
        try (Child child = start(log, COMMAND, Map.of(), words)) {
            int exit = child.awaitEnd(Duration.ofMinutes(3));
            if (exit != 0)
                throw new IllegalStateException(
                        child.name + " ended with " + exit + ", see " + log);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** As kill -9; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(30));
    }

    /** Asks it to end, as an init system does. */
    void terminate() {
        process.destroy();
    }

    /** Freezes it: its connections stay open and nothing answers. */
    void freeze() {
        signal(process.pid(), "STOP");
    }

    void thaw() {
        signal(process.pid(), "CONT");
    }

    static void signal(long pid, String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0)
                throw new IllegalStateException("kill -" + name + " " + pid + " failed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it has ended; gives its exit code. */
    int awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                throw new IllegalStateException(name + " still runs after " + limit);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has said so far. */
    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

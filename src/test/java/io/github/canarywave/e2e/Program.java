package io.github.canarywave.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program as a process of its own; killed when it is closed. */
final class Program implements AutoCloseable {
    private static final Path JAR = Path.of("target/canarywave.jar").toAbsolutePath();

    /** A busy machine with two cores needs about 15 s to start a server with its fleet. */
    private static final Duration START = Duration.ofSeconds(90);

    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;

    private Program(List<String> command, Process process, Path out, Path err) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a program that has ended left behind. */
    record Ended(int exit, String out, String err) {}

    /** Starts {@code canarywave ARGUMENTS} in this folder and returns at once. */
    static Program start(Path folder, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:+UseSerialGC");
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        boolean stays = List.of("up", "serve", "sim").contains(arguments[0]);
        command.add(stays ? "-Xmx768m" : "-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, "program-", ".out");
            Path err = Files.createTempFile(folder, "program-", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("CANARYWAVE_"));
            builder.environment().put("TZ", "UTC");
            builder.environment().put("COLUMNS", "100");
            builder.environment().put("XDG_CONFIG_HOME", folder.toString());
            return new Program(command, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    /** Waits until this stands in the output, and gives its first group. */
    String awaitOutput(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        return await().atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> findWhileAlive(wanted), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> findWhileAlive(Pattern wanted) {
        boolean alive = process.isAlive(); // before reading: the last words count
        Optional<String> found = find(wanted);
        if (found.isEmpty() && !alive)
            throw new AssertionError(described("ended without saying " + wanted));
        return found;
    }

    private Optional<String> find(Pattern wanted) {
        Matcher matcher = wanted.matcher(out() + err());
        if (!matcher.find()) return Optional.empty();
        return Optional.of(matcher.group(matcher.groupCount() > 0 ? 1 : 0));
    }

    /** Waits until it ends by itself. */
    Ended end(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                throw new AssertionError(described("still runs after " + limit));
            return new Ended(process.exitValue(), out(), err());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            close();
        }
    }

    /** As kill -9: it can not say farewell to anybody. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private String described(String what) {
        return command + " " + what + "\n" + out() + "\n" + err();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}

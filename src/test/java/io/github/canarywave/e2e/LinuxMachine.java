package io.github.canarywave.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A computer with two slots that runs {@code docs/linux/canarywave-device}. A loss of power is the
 * death of its whole process group; it boots again at once. Confined to the thread of its test.
 */
final class LinuxMachine implements AutoCloseable {
    private static final Path PROGRAM = Path.of("docs/linux/canarywave-device").toAbsolutePath();
    private static final Path PARTS = Path.of("src/test/resources/linux").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    final String id;
    final Path folder;
    private final Map<String, String> config = new TreeMap<>();
    private Process process;

    /** A device that has never run; {@code config} has the settings of its configuration file. */
    LinuxMachine(Path parent, String id, Map<String, String> config) {
        this.id = id;
        this.config.putAll(config);
        folder = make(parent.resolve(id));
        write("next", "a\n");
    }

    /** Sets a line of the configuration file, before it is switched on. */
    LinuxMachine with(String name, String value) {
        config.put(name, value);
        return this;
    }

    /** Its downloads go through this port. */
    LinuxMachine downloadingThrough(CuttingProxy proxy) {
        write(".curlrc", "connect-to = \"::localhost:" + proxy.port() + "\"\n");
        return this;
    }

    /** The power goes away instead of the rename with this number, counted from 1. */
    LinuxMachine losingPowerAt(int rename) {
        write("kill-at", rename + "\n");
        return this;
    }

    /** How often it has renamed a file so far; each time its state was kept. */
    int renames() {
        return Integer.parseInt(String.join("", lines("renames")));
    }

    LinuxMachine on() {
        StringBuilder text = new StringBuilder("folder=" + folder + "\n");
        config.forEach((name, value) -> text.append(name + "='" + value + "'\n"));
        write("device.conf", text + ". " + PARTS.resolve("hooks.sh") + "\n");
        ProcessBuilder builder =
                new ProcessBuilder(
                        "sh",
                        PARTS.resolve("machine.sh").toString(),
                        "sh",
                        PROGRAM.toString(),
                        folder.toString());
        builder.environment().put("CURL_HOME", folder.toString());
        builder.environment().merge("PATH", PARTS + ":", (path, parts) -> parts + path);
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("machine.log").toFile());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** At its next visit it stays at this place, a hook, until {@link #release}. */
    LinuxMachine hold(String place) {
        write("hold-" + place, "");
        return this;
    }

    void awaitHeldAt(String place) {
        await(id + " comes to " + place)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Files.exists(folder.resolve("at-" + place)));
    }

    void release(String place) {
        try {
            Files.delete(folder.resolve("hold-" + place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until this line is in the file that survives a loss of power. */
    void awaitState(String line) {
        await(id + " keeps " + line)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> lines("state/now").contains(line));
    }

    long downloadedBytes() {
        return folder.resolve("state/image.part").toFile().length();
    }

    /** As the cable pulled out: every process dies without a word, and it boots again. */
    void losePower() {
        signal("KILL");
    }

    /** Every process of the device stands still. */
    void freeze() {
        signal("STOP");
    }

    /** Changes a line of the file that survives, while it is frozen, and takes its power away. */
    void wakeUpWith(String line, String other) {
        Path now = folder.resolve("state/now");
        try {
            Files.writeString(now, Files.readString(now).replace(line, other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        losePower();
    }

    private void signal(String name) {
        Tool kill = kill(name);
        if (kill.exit() != 0) throw new AssertionError(kill.output());
    }

    private Tool kill(String name) {
        return Tool.run(folder, "kill", "-s", name, "--", "-" + String.join("", lines("pid")));
    }

    /** What was done to it: boot SLOT, install SLOT, switch SLOT, health, valid SLOT. */
    List<String> ledger() {
        return lines("ledger");
    }

    long did(String act) {
        return ledger().stream().filter(act::equals).count();
    }

    /** The slot from which it has booted. */
    String running() {
        return String.join("", lines("booted"));
    }

    byte[] slot(String slot) {
        try {
            Path file = folder.resolve("slot." + slot);
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        return String.join("\n", lines("log"));
    }

    private List<String> lines(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        write("off", "");
        try {
            while (process.isAlive()) {
                kill("KILL"); // it may just be between two boots
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

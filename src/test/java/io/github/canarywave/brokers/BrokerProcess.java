package io.github.canarywave.brokers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real broker as a process on a port of its own; killed when it is closed. Confined to the thread
 * of its test, but for {@link #kill}, {@link #pause} and {@link #resume}.
 */
public abstract class BrokerProcess implements OutsideBroker {
    private static final Duration START = Duration.ofSeconds(60);

    private final ProcessBuilder program;
    private final Path folder;
    private final Path log;
    private final int port;
    private volatile Process process;

    /**
     * Starts it.
     *
     * @param program what to run in the folder
     * @param log where it writes
     * @param port where it listens, according to its configuration
     */
    BrokerProcess(ProcessBuilder program, Path folder, Path log, int port) {
        this.folder = folder;
        this.log = log;
        this.port = port;
        this.program =
                program.directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        this.process = spawn();
    }

    /** A port on which nobody listens now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process spawn() {
        try {
            return program.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program.command().getFirst(), e);
        }
    }

    /** Waits until it listens. */
    final void awaitListening() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> answers() || !process.isAlive());
        if (!process.isAlive()) throw new AssertionError("the broker ended at once:\n" + log());
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** Where its files are. */
    public Path folder() {
        return folder;
    }

    public Path logFile() {
        return log;
    }

    /** What it has logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As kill -9: it saves nothing and says farewell to nobody. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on the same port with the same files; kills it first. */
    public void restart() {
        kill();
        process = spawn();
        awaitListening();
    }

    /** Freezes it: its connections stay open and nothing answers. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    final void signal(String name) {
        List<String> command = List.of("kill", "-" + name, Long.toString(pid()));
        try {
            Process kill = new ProcessBuilder(command).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0)
                throw new AssertionError(command + " failed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
